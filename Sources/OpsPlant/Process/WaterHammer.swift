/// The surge of a valve that closes fast: ΔH = a·Δv/g where it closes within 2L/a (Joukowsky, 1898).
public enum WaterHammer {
    /// The speed of a pressure wave in a steel pipe full of water, m/s.
    public static let waveSpeed = 1100.0

    /// 2L/a, s, for a pipe of `length` m.
    public static func criticalSeconds(length: Double) -> Double { 2 * length / waveSpeed }

    /// The rise in head, m; nil where the closing takes long enough for the wave to come back and relieve it.
    ///
    /// - Parameters:
    ///   - slowed: by how much the water was slowed down, m/s.
    ///   - seconds: what the valve's full stroke takes at this speed.
    ///   - length: the pipe in which the wave runs, m.
    public static func rise(slowed: Double, seconds: Double, length: Double) -> Double? {
        guard slowed > 0, seconds < criticalSeconds(length: length) else { return nil }
        return waveSpeed * slowed / HeadLoss.gravity
    }
}
