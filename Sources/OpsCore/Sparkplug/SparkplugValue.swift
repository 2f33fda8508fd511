/// A metric's value as it lies on the wire: which kind it is says the field, how to take an integer the data type.
public enum SparkplugValue: Equatable, Sendable {
    /// Integers of up to 32 bits; negative ones as two's complement.
    case int(UInt32)
    /// Integers of 64 bits and points in time.
    case long(UInt64)
    case float(Float)
    case double(Double)
    case boolean(Bool)
    case string(String)
    case bytes([UInt8])
    /// A table; kept as it came, not read.
    case dataSet([UInt8])
    /// A structure of metrics; kept as it came, not read.
    case template([UInt8])

    /// The value as a finite number; nil where it is none.
    ///
    /// - Parameter type: says whether an integer has a sign; nil: it has none.
    public func number(_ type: SparkplugDataType?) -> Double? {
        switch self {
        case .int(let bits):
            switch type {
            case .int8: Double(Int8(truncatingIfNeeded: bits))
            case .int16: Double(Int16(truncatingIfNeeded: bits))
            case .int32: Double(Int32(bitPattern: bits))
            default: Double(bits)
            }
        case .long(let bits): type == .int64 ? Double(Int64(bitPattern: bits)) : Double(bits)
        case .float(let value): value.isFinite ? Double(value) : nil
        case .double(let value): value.isFinite ? value : nil
        case .boolean, .string, .bytes, .dataSet, .template: nil
        }
    }

    /// The value as a text; nil where it is none.
    public var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The value as a truth; nil where it is none.
    public var flag: Bool? {
        if case .boolean(let flag) = self { flag } else { nil }
    }
}
