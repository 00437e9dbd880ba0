package dev.turnout.socket.delivery;

import java.util.Arrays;

/** Ascending numbers in one array; cheap to append to, to take from the front and to put at the front. */
final class SortedLongs {

    private long[] numbers = new long[8];
    private int from;
    private int to;

    boolean isEmpty() {
        return from == to;
    }

    int size() {
        return to - from;
    }

    /** @throws ArrayIndexOutOfBoundsException when there is none */
    long first() {
        return numbers[isEmpty() ? -1 : from];
    }

    /** A number that is there already stays there once. */
    void add(long number) {
        int at = Arrays.binarySearch(numbers, from, to, number);
        if (at >= 0) {
            return;
        }
        int place = -at - 1;
        if (place == from && from > 0) {
            numbers[--from] = number;
            return;
        }
        if (to == numbers.length || place == from) {
            place = makeRoom(place);
        }
        if (place == from) {
            numbers[--from] = number;
        } else {
            System.arraycopy(numbers, place, numbers, place + 1, to - place);
            numbers[place] = number;
            to++;
        }
    }

    /** Grows the array with room on both sides; answers where {@code place} is now. */
    private int makeRoom(int place) {
        int size = size();
        long[] larger = new long[size * 2 + 8];
        int begin = size / 4 + 1;
        System.arraycopy(numbers, from, larger, begin, size);
        int moved = begin + place - from;
        numbers = larger;
        from = begin;
        to = begin + size;
        return moved;
    }

    void remove(long number) {
        int at = Arrays.binarySearch(numbers, from, to, number);
        if (at >= 0) {
            removeBetween(at, at + 1);
        }
    }

    /** Removes all from {@code first} to before {@code end}. */
    void removeRange(long first, long end) {
        removeBetween(place(first), place(end));
    }

    private int place(long number) {
        int at = Arrays.binarySearch(numbers, from, to, number);
        return at >= 0 ? at : -at - 1;
    }

    private void removeBetween(int begin, int end) {
        if (begin == from) {
            from = end;
        } else {
            System.arraycopy(numbers, end, numbers, begin, to - end);
            to -= end - begin;
        }
    }
}
