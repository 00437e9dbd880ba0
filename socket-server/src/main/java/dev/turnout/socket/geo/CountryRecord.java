package dev.turnout.socket.geo;

import com.maxmind.db.MaxMindDbConstructor;
import com.maxmind.db.MaxMindDbParameter;
import org.jspecify.annotations.Nullable;

/**
 * The part of a database's record that is read. Public, since the reader calls the constructors.
 *
 * @param country in GeoLite2-Country and databases like it
 * @param code in databases that contain nothing else
 */
public record CountryRecord(
        @Nullable Country country, @Nullable String code) {

    @MaxMindDbConstructor
    public CountryRecord(
            @MaxMindDbParameter(name = "country") @Nullable Country country,
            @MaxMindDbParameter(name = "country_code") @Nullable String code) {
        this.country = country;
        this.code = code;
    }

    public record Country(@Nullable String code) {

        @MaxMindDbConstructor
        public Country(@MaxMindDbParameter(name = "iso_code") @Nullable String code) {
            this.code = code;
        }
    }

    @Nullable String isoCode() {
        return country == null ? code : country.code();
    }
}
