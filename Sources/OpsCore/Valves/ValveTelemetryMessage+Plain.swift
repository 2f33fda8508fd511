/// The fast way for the plain form; see ``PlainReader``.
extension ValveTelemetryMessage {
    /// Nil for all that is not plain, not whole or not within its bounds: the general decoder says why.
    public static func plain(_ bytes: [UInt8]) -> ValveTelemetryMessage? {
        var reader = PlainReader(bytes)
        var draft = Draft()
        return reader.members { draft.take($0, &$1) } ? draft.message : nil
    }

    /// The members so far. One that comes twice is not plain, nor is one that is not known.
    private struct Draft {
        var schema: String?
        var at: Int64?
        var pressureBar: Double??
        var flowLps: Double??
        var temperatureC: Double??
        var quality: SignalQuality?

        mutating func take(_ name: String, _ reader: inout PlainReader) -> Bool {
            switch name {
            case "schema": put(reader.text(), &schema)
            case "ts": put(reader.count(), &at)
            case "pressure_bar": put(Self.value(&reader, in: 0...1000), &pressureBar)
            case "flow_lps": put(Self.value(&reader, in: -1_000_000...1_000_000), &flowLps)
            case "temperature_c": put(Self.value(&reader, in: -273.15...1000), &temperatureC)
            case "quality": put(reader.text().flatMap(SignalQuality.init(rawValue:)), &quality)
            default: false
            }
        }

        private static func value(_ reader: inout PlainReader, in range: ClosedRange<Double>) -> Double?? {
            if reader.null() { return .some(nil) }
            guard let number = reader.number(), range.contains(number) else { return nil }
            return .some(number)
        }

        private func put<Value>(_ value: Value?, _ place: inout Value?) -> Bool {
            guard let value, place == nil else { return false }
            place = value
            return true
        }

        var message: ValveTelemetryMessage? {
            guard schema == ValveTelemetryMessage.schema, let at, let quality else { return nil }
            return ValveTelemetryMessage(
                at: WallTime(milliseconds: at), pressureBar: pressureBar ?? nil, flowLps: flowLps ?? nil,
                temperatureC: temperatureC ?? nil, quality: quality)
        }
    }
}
