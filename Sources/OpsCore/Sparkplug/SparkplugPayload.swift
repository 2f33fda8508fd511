/// A Sparkplug B payload: `org.eclipse.tahu.protobuf.Payload` (Sparkplug 3.0, section 6.4), of which the fields that
/// a valve needs are read and everything else is passed over.
public struct SparkplugPayload: Equatable, Sendable {
    /// When it was sent, in milliseconds since 1970.
    public var timestamp: UInt64?
    public var metrics: [SparkplugMetric]
    /// 0 … 255, rising with every message of the node; deaths of nodes and commands have none.
    public var sequence: UInt64?
    public var uuid: String?
    public var body: [UInt8]?

    public init(timestamp: UInt64?, metrics: [SparkplugMetric] = [], sequence: UInt64? = nil) {
        self.timestamp = timestamp
        self.metrics = metrics
        self.sequence = sequence
    }

    /// Reads a payload from outside, within ``SparkplugLimits``.
    ///
    /// - Throws: ``SparkplugRefusal`` with the reason; the work and the memory are bounded by the number of bytes.
    public static func decode(_ bytes: [UInt8]) throws(SparkplugRefusal) -> SparkplugPayload {
        guard bytes.count <= SparkplugLimits.maximumBytes else { throw .tooLarge }
        var payload = SparkplugPayload(timestamp: nil)
        var reader = ProtobufReader(bytes[...])
        while let field = try reader.next() {
            switch field.number {
            case 1: payload.timestamp = try reader.integer(field)
            case 2:
                guard payload.metrics.count < SparkplugLimits.maximumMetrics else { throw .tooMany }
                payload.metrics.append(try SparkplugMetric(reading: reader.data(field)))
            case 3: payload.sequence = try reader.integer(field)
            case 4: payload.uuid = try reader.text(field)
            case 5: payload.body = Array(try reader.data(field))
            default: try reader.skip(field)
            }
        }
        return payload
    }

    /// The payload's bytes.
    public func encode() -> [UInt8] {
        var writer = ProtobufWriter()
        writer.integer(1, timestamp)
        for metric in metrics {
            var part = ProtobufWriter()
            metric.write(to: &part)
            writer.data(2, part.bytes)
        }
        writer.integer(3, sequence)
        writer.text(4, uuid)
        if let body { writer.data(5, body) }
        return writer.bytes
    }

    /// The metric of this name; nil where the payload does not name it.
    public func metric(named name: String) -> SparkplugMetric? { metrics.first { $0.name == name } }
}
