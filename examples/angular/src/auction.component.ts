import { Component, CUSTOM_ELEMENTS_SCHEMA, computed, signal } from "@angular/core";
import "turnout-kit/element";

/** The badge, and a signal that carries its count into the application. */
@Component({
  selector: "app-root",
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <h1>
      Auction 123
      <turnout-badge auction="123" (turnout-count)="count.set($event.detail.count)"></turnout-badge>
    </h1>
    @if (known()) {
      <p>Bid now, <output>{{ count() }}</output> are watching.</p>
    }
  `,
})
export class AuctionComponent {
  /** NaN until the first count. */
  readonly count = signal(Number.NaN);
  readonly known = computed(() => !Number.isNaN(this.count()));
}
