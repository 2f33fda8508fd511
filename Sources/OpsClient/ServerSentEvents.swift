/// Cuts a `text/event-stream` body into events (the WHATWG rules for the fields used here).
///
/// A value type fed with bytes as they come; holds at most ``limit`` bytes of an unfinished event.
struct ServerSentEvents {
    struct Event: Equatable {
        var name = "message"
        var id: String?
        var data = ""
    }

    enum Item: Equatable {
        case event(Event)
        /// A comment: the server's sign of life.
        case comment
    }

    struct TooLarge: Error {}

    static let limit = 8 * 1024 * 1024

    private var line: [UInt8] = []
    private var pending = Event()
    private var data: [String] = []
    private var held = 0

    init() {}

    /// Takes in bytes and returns what they complete. Throws where one event grows beyond ``limit``.
    mutating func feed(_ bytes: some Sequence<UInt8>) throws -> [Item] {
        var items: [Item] = []
        for byte in bytes {
            guard byte == UInt8(ascii: "\n") else {
                line.append(byte)
                held += 1
                if held > Self.limit { throw TooLarge() }
                continue
            }
            if line.last == UInt8(ascii: "\r") { line.removeLast() }
            if let item = finishLine() { items.append(item) }
            line.removeAll(keepingCapacity: true)
        }
        return items
    }

    private mutating func finishLine() -> Item? {
        guard !line.isEmpty else { return finishEvent() }
        guard line[0] != UInt8(ascii: ":") else { return .comment }
        let text = String(decoding: line, as: UTF8.self)
        let colon = text.firstIndex(of: ":") ?? text.endIndex
        var value = colon == text.endIndex ? "" : text[text.index(after: colon)...]
        if value.hasPrefix(" ") { value = value.dropFirst() }
        switch text[..<colon] {
        case "event": pending.name = String(value)
        case "id": pending.id = String(value)
        case "data": data.append(String(value))
        default: break
        }
        return nil
    }

    private mutating func finishEvent() -> Item? {
        defer {
            pending = Event()
            data = []
            held = 0
        }
        guard !data.isEmpty else { return nil }
        pending.data = data.joined(separator: "\n")
        return .event(pending)
    }
}
