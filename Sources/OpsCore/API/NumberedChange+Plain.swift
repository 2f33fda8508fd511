import Foundation

extension NumberedChange {
    /// The change as JSON with `encoder`, or the same bytes in a tenth of the time where it is a plain valve.
    public func json(_ encoder: JSONEncoder) throws -> Data {
        if let plain { return Data(plain) }
        return try encoder.encode(self)
    }

    /// What ``OpsJSON/encoder()`` makes of a valve's change; nil for other changes and for what is not plain.
    var plain: [UInt8]? {
        // A hold is rare, and has members of its own.
        guard case .valve(let valve) = change, valve.hold == nil else { return nil }
        var writer = PlainWriter(capacity: 640)
        writer.raw("{\"at\":")
        writer.count(at.milliseconds)
        writer.raw(",\"change\":{\"kind\":\"valve\",\"value\":")
        valve.write(to: &writer)
        writer.raw("},\"sequence\":")
        writer.count(sequence)
        writer.raw("}")
        return writer.isPlain ? writer.bytes : nil
    }
}

extension ValveStatus {
    /// Every member, in the order of its name; those that are nil are left out. A new member belongs here as well.
    fileprivate func write(to writer: inout PlainWriter) {
        if let bootId {
            writer.raw("{\"boot_id\":")
            writer.text(bootId)
            writer.raw(",")
        } else {
            writer.raw("{")
        }
        writeText(commandId, "\"command_id\":", to: &writer)
        writer.raw(configured ? "\"configured\":true" : "\"configured\":false")
        writer.raw(critical ? ",\"critical\":true," : ",\"critical\":false,")
        writeText(defaultAction?.rawValue, "\"default_action\":", to: &writer)
        writer.raw("\"findings\":")
        writer.texts(findings)
        writeNumber(flowLps, ",\"flow_lps\":", to: &writer)
        writer.raw(",\"id\":")
        writer.text(id)
        writer.raw(",\"interlocks\":")
        writer.texts(interlocks)
        writeCount(lastSeenAt?.milliseconds, ",\"last_seen_at\":", to: &writer)
        writer.raw(",\"mode\":")
        writer.text(mode.rawValue)
        writer.raw(",\"name\":")
        writer.text(name)
        if let online { writer.raw(online ? ",\"online\":true" : ",\"online\":false") }
        writeNumber(positionPercent, ",\"position_percent\":", to: &writer)
        writeNumber(pressureBar, ",\"pressure_bar\":", to: &writer)
        writer.raw(",\"quality\":")
        writer.text(quality.rawValue)
        writeCount(rev, ",\"rev\":", to: &writer)
        writeNumber(safePosition, ",\"safe_position\":", to: &writer)
        writer.raw(",")
        writeText(segment, "\"segment\":", to: &writer)
        writer.raw("\"stale_after_ms\":")
        writer.count(staleAfterMs)
        writer.raw(",\"state\":")
        writer.text(state.rawValue)
        writeNumber(target, ",\"target\":", to: &writer)
        writer.raw("}")
    }

    /// With a comma behind it.
    private func writeText(_ value: String?, _ name: String, to writer: inout PlainWriter) {
        guard let value else { return }
        writer.raw(name)
        writer.text(value)
        writer.raw(",")
    }

    private func writeNumber(_ value: Double?, _ name: String, to writer: inout PlainWriter) {
        guard let value else { return }
        writer.raw(name)
        writer.number(value)
    }

    private func writeCount(_ value: Int64?, _ name: String, to writer: inout PlainWriter) {
        guard let value else { return }
        writer.raw(name)
        writer.count(value)
    }
}
