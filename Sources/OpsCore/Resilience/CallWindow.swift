/// Calls and failures of the recent past, in ten slices of a window, so that memory does not grow with the rate. The
/// oldest slice leaves as a whole: the window is exact to a tenth of its length.
struct CallWindow: Equatable, Sendable {
    struct Counts: Equatable, Sendable {
        var calls = 0
        var failures = 0

        /// Failures over calls; nil without calls.
        var ratio: Double? { calls == 0 ? nil : Double(failures) / Double(calls) }
    }

    private struct Slice: Equatable, Sendable {
        var number: Int64 = .min
        var counts = Counts()
    }

    private static let sliceCount = 10
    private var slices = [Slice](repeating: Slice(), count: CallWindow.sliceCount)
    private let sliceNanoseconds: Int64

    init(length: Duration) {
        sliceNanoseconds = max(1, Int64(length.inSeconds * 1e9) / Int64(Self.sliceCount))
    }

    mutating func add(failed: Bool, at now: MonotonicTime) {
        let number = now.nanoseconds / sliceNanoseconds
        let place = Int(((number % 10) + 10) % 10)
        if slices[place].number != number { slices[place] = Slice(number: number) }
        slices[place].counts.calls += 1
        if failed { slices[place].counts.failures += 1 }
    }

    func counts(at now: MonotonicTime) -> Counts {
        let newest = now.nanoseconds / sliceNanoseconds
        return slices.reduce(into: Counts()) { sum, slice in
            guard slice.number > newest - Int64(Self.sliceCount), slice.number <= newest else { return }
            sum.calls += slice.counts.calls
            sum.failures += slice.counts.failures
        }
    }
}
