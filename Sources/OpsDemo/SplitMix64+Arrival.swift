import Foundation
import OpsCore

extension SplitMix64 {
    /// Seconds to the next arrival of a Poisson process of `rate` a second.
    mutating func arrival(rate: Double) -> Double {
        -log(Double.random(in: Double.leastNonzeroMagnitude..<1, using: &self)) / rate
    }
}
