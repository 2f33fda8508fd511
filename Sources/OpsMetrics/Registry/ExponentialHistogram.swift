import Foundation

/// A histogram whose bucket bounds are powers of 2^(2^-schema), as in Prometheus' native histograms.
///
/// Bucket i holds values in (base^(i-1), base^i]; values up to the zero threshold have a bucket of their own, and
/// negative values mirrored ones. Where more than `bucketLimit` buckets would be in use the schema goes down by one,
/// which joins buckets in pairs; at the coarsest schema there are at most 264 buckets for all doubles there are.
public struct ExponentialHistogram: Sendable, Hashable {
    /// The schemas that Prometheus knows.
    public static let schemas = -4...8

    /// How fine the buckets are: 2^schema buckets for each doubling.
    public private(set) var schema: Int
    /// Values no further from 0 than this are counted as zero.
    public let zeroThreshold: Double
    /// Buckets in use before the schema goes down.
    public let bucketLimit: Int
    /// All observations.
    public private(set) var count: UInt64 = 0
    /// Observations within the zero threshold.
    public private(set) var zeroCount: UInt64 = 0
    /// Observations by bucket, for values above zero.
    public private(set) var positive: [Int: UInt64] = [:]
    /// Observations by the bucket of their magnitude, for values below zero.
    public private(set) var negative: [Int: UInt64] = [:]

    /// An empty histogram; schema and limit are held within what is allowed.
    public init(schema: Int = 3, zeroThreshold: Double = 0x1p-128, bucketLimit: Int = 160) {
        self.schema = min(max(schema, Self.schemas.lowerBound), Self.schemas.upperBound)
        self.zeroThreshold = zeroThreshold.isFinite ? max(zeroThreshold, 0) : 0
        self.bucketLimit = min(max(bucketLimit, 2), 4096)
    }

    /// Counts a value. NaN is ignored; an infinite value goes to the outermost bucket.
    public mutating func observe(_ value: Double) {
        guard !value.isNaN else { return }
        count &+= 1
        let magnitude = min(value.magnitude, .greatestFiniteMagnitude)
        if magnitude <= zeroThreshold || magnitude == 0 {
            zeroCount &+= 1
        } else if value > 0 {
            positive[Self.index(of: magnitude, schema: schema), default: 0] &+= 1
        } else {
            negative[Self.index(of: magnitude, schema: schema), default: 0] &+= 1
        }
        while positive.count + negative.count > bucketLimit, schema > Self.schemas.lowerBound { reduce() }
    }

    /// Observations in buckets that end at or below a bound: exact where the bound is one of the buckets' own.
    public func count(upTo bound: Double) -> UInt64 {
        var total: UInt64 = 0
        for (index, count) in negative where -Self.bound(index - 1, schema: schema) <= bound { total &+= count }
        if bound >= 0 { total &+= zeroCount }
        for (index, count) in positive where Self.bound(index, schema: schema) <= bound { total &+= count }
        return total
    }

    /// The upper bound of a bucket: 2^(index × 2^-schema).
    public static func bound(_ index: Int, schema: Int) -> Double {
        exp2(scalbn(Double(index), -schema))
    }

    /// The bucket of a positive finite value.
    static func index(of value: Double, schema: Int) -> Int {
        // value = significand × 2^exponent with the significand in [1, 2).
        let exponent = Int(value.exponent)
        let significand = value.significand
        if schema <= 0 {
            let next = significand > 1 ? exponent + 1 : exponent
            let width = 1 << -schema
            return (next + width - 1) >> -schema
        }
        let steps = 1 << schema
        // The first step whose bound holds the significand; the estimate may be one off, the bounds decide.
        var step = min(max(Int((log2(significand) * Double(steps)).rounded(.up)), 0), steps)
        while step > 0, significand <= bound(step - 1, schema: schema) { step -= 1 }
        while step < steps, significand > bound(step, schema: schema) { step += 1 }
        return exponent * steps + step
    }

    private mutating func reduce() {
        schema -= 1
        positive = Self.joined(positive)
        negative = Self.joined(negative)
    }

    private static func joined(_ buckets: [Int: UInt64]) -> [Int: UInt64] {
        var joined: [Int: UInt64] = [:]
        for (index, count) in buckets { joined[(index + 1) >> 1, default: 0] &+= count }
        return joined
    }
}
