/// A series' place in a store, good until the store forgets the series; then a write through it is answered with nil.
struct SeriesReference: Sendable, Hashable {
    let slot: UInt32
    let generation: UInt32
}
