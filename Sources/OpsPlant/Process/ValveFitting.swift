import Foundation

/// A valve as part of the pipework: where it sits, how large it is, and how its position meets the water.
public struct ValveFitting: Equatable, Sendable, Identifiable {
    /// How the opening grows with the position x, 0 … 1.
    public enum Characteristic: String, Equatable, Sendable {
        /// φ = x.
        case linear
        /// φ = R^(x − 1) with R = 50; below x = 0.05 it runs straight to 0, as a trim does that shuts tight.
        case equalPercentage
    }

    public var id: String
    /// Nodes of the layout; flow from the first to the second is positive.
    public var from: String
    public var to: String
    /// m.
    public var diameter: Double
    /// The loss coefficient K₀ of the fully open valve.
    public var openLoss: Double
    public var characteristic: Characteristic
    /// The pipe in which a pressure wave runs before it meets a reservoir, m: what decides how fast is too fast.
    public var waveLength: Double

    public init(
        id: String, from: String, to: String, diameter: Double, openLoss: Double = 0.2,
        characteristic: Characteristic = .equalPercentage, waveLength: Double = 2000
    ) {
        self.id = id
        self.from = from
        self.to = to
        self.diameter = diameter
        self.openLoss = openLoss
        self.characteristic = characteristic
        self.waveLength = waveLength
    }

    /// R of the equal-percentage characteristic.
    static let rangeability = 50.0
    /// Nearer to its seat than this many per cent a valve shuts.
    static let shutPercent = 0.5
    private static let linearEnd = 0.05

    /// The opening φ, 0 … 1, at a position of 0 … 100 %; 0 where the valve is shut.
    public func opening(at percent: Double) -> Double {
        guard percent > Self.shutPercent else { return 0 }
        let x = min(percent, 100) / 100
        switch characteristic {
        case .linear: return x
        case .equalPercentage:
            let exact = pow(Self.rangeability, max(x, Self.linearEnd) - 1)
            return x < Self.linearEnd ? exact * x / Self.linearEnd : exact
        }
    }

    /// K(x) = K₀/φ(x)²; nil where nothing passes.
    ///
    /// - Parameter seatOpening: the φ that remains of a worn seat, whatever the position says; 0 for a tight one.
    public func lossCoefficient(at percent: Double, seatOpening: Double = 0) -> Double? {
        let opening = max(opening(at: percent), seatOpening)
        return opening > 0 ? openLoss / (opening * opening) : nil
    }

    /// m² inside.
    var area: Double { .pi / 4 * diameter * diameter }

    /// What a pressure wave needs to the reservoir and back, s: a valve that closes faster than this gets the whole
    /// surge.
    public var criticalSeconds: Double { WaterHammer.criticalSeconds(length: waveLength) }

    /// How long a full stroke must take at least, s: 2L/a and a fifth more.
    public var minimumStrokeSeconds: Double { criticalSeconds * 1.2 }
}
