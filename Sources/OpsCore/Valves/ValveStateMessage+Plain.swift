/// The fast way for the plain form; see ``PlainReader``.
extension ValveStateMessage {
    /// Nil for all that is not plain, not whole or not within its bounds: the general decoder says why.
    public static func plain(_ bytes: [UInt8]) -> ValveStateMessage? {
        var reader = PlainReader(bytes)
        var draft = Draft()
        return reader.members { draft.take($0, &$1) } ? draft.message : nil
    }

    /// The members so far. One that comes twice is not plain, nor is one that is not known.
    private struct Draft {
        var schema: String?
        var bootID: String?
        var rev: Int64?
        var sequence: Int64?
        var at: Int64?
        var position: Double?
        var limitOpen: Bool?
        var limitClosed: Bool?
        var moving: Bool?
        var target: Double??
        var quality: SignalQuality?
        var mode: ValveMode?
        var interlocks: [String]?
        var lastCommandID: String??

        mutating func take(_ name: String, _ reader: inout PlainReader) -> Bool {
            switch name {
            case "schema": put(reader.text(), &schema)
            case "boot_id": put(reader.text(), &bootID)
            case "rev": put(reader.count(), &rev)
            case "seq": put(reader.count(), &sequence)
            case "ts": put(reader.count(), &at)
            case "position": put(reader.number(), &position)
            case "zso": put(reader.flag(), &limitOpen)
            case "zsc": put(reader.flag(), &limitClosed)
            case "moving": put(reader.flag(), &moving)
            case "target": put(reader.null() ? .some(nil) : reader.number().map { .some($0) }, &target)
            case "quality": put(reader.text().flatMap(SignalQuality.init(rawValue:)), &quality)
            case "mode": put(reader.text().flatMap(ValveMode.init(rawValue:)), &mode)
            case "interlocks": put(reader.emptyList() ? [] : nil, &interlocks)
            case "last_cmd_id": put(reader.null() ? .some(nil) : reader.text().map { .some($0) }, &lastCommandID)
            default: false
            }
        }

        private func put<Value>(_ value: Value?, _ place: inout Value?) -> Bool {
            guard let value, place == nil else { return false }
            place = value
            return true
        }

        var message: ValveStateMessage? {
            guard schema == ValveStateMessage.schema, let bootID, PayloadText.isToken(bootID, limit: 128), let rev,
                let sequence, let at, let position, (0...100).contains(position), let limitOpen, let limitClosed,
                let moving, let quality, let mode
            else { return nil }
            if let wanted = target ?? nil, !(0...100).contains(wanted) { return nil }
            if let last = lastCommandID ?? nil, !ValveTopic.isIdentifier(last) { return nil }
            return ValveStateMessage(
                bootID: bootID, rev: rev, sequence: sequence, at: WallTime(milliseconds: at), position: position,
                limitOpen: limitOpen, limitClosed: limitClosed, moving: moving, target: target ?? nil,
                quality: quality, mode: mode, interlocks: interlocks ?? [], lastCommandID: lastCommandID ?? nil)
        }
    }
}
