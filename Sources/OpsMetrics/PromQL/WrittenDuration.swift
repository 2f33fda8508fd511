/// The arithmetic of a duration with the place where it is written.
public struct WrittenDuration: Sendable, Hashable {
    /// Seconds farther apart than this fit no duration of Prometheus, which counts nanoseconds in 64 bits.
    private static let limit = 9_223_372_036.0

    /// What is computed.
    public let expression: DurationExpression
    /// Where it begins.
    public let place: SourcePlace

    /// Milliseconds, truncated.
    ///
    /// - Parameters:
    ///   - step: The step of a range query in milliseconds; 0 for an instant query.
    ///   - range: From start to end of the query, in milliseconds.
    ///   - mustBePositive: True for ranges and steps; an offset may be anything.
    /// - Throws: `PromQLError` at the duration's place.
    func milliseconds(step: Int64, range: Int64, mustBePositive: Bool) throws(PromQLError) -> Int64 {
        let seconds: Double
        do {
            seconds = try expression.value(step: Double(step) / 1_000, range: Double(range) / 1_000)
        } catch {
            throw PromQLError(error.message, at: place)
        }
        guard seconds.magnitude <= Self.limit else { throw PromQLError("duration out of range", at: place) }
        // A thousandth of a second is rarely a whole binary fraction: 0.29 s are 290 ms, not 289.
        let milliseconds = Int64((seconds * 1_000).rounded())
        guard milliseconds > 0 || !mustBePositive else {
            throw PromQLError("duration must be greater than 0", at: place)
        }
        return milliseconds
    }
}
