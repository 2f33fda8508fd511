/// Turns `?` placeholders into Postgres' `$1`, `$2`, …, outside of quotes and comments.
///
/// Knows `'text'`, `"name"`, `$tag$text$tag$`, `-- line` and nested `/* block */` comments (PostgreSQL manual, 4.1);
/// escape strings (`E'…\'…'`) and operators that hold a question mark are not used in this project.
struct PlaceholderRewriter {
    private let source: [UInt8]
    private var position = 0
    private var output: [UInt8] = []
    private var count = 0

    /// The statement with numbered placeholders, and how many there are.
    static func numbered(_ sql: String) -> (sql: String, count: Int) {
        var rewriter = PlaceholderRewriter(sql)
        while rewriter.position < rewriter.source.count { rewriter.step() }
        return (String(decoding: rewriter.output, as: UTF8.self), rewriter.count)
    }

    private init(_ sql: String) {
        source = Array(sql.utf8)
        output.reserveCapacity(source.count + 16)
    }

    private mutating func step() {
        switch source[position] {
        case UInt8(ascii: "?"):
            count += 1
            output += Array("$\(count)".utf8)
            position += 1
        case UInt8(ascii: "'"), UInt8(ascii: "\""): copyQuoted(by: source[position])
        case UInt8(ascii: "-") where isNext("-"): copy(through: position(of: [10], from: position))
        case UInt8(ascii: "/") where isNext("*"): copyBlockComment()
        case UInt8(ascii: "$"): copyDollarQuoted()
        default: copy(through: position + 1)
        }
    }

    /// A doubled quote inside needs no care: it ends one quotation and begins the next.
    private mutating func copyQuoted(by quote: UInt8) {
        copy(through: position(of: [quote], from: position + 1))
    }

    private mutating func copyBlockComment() {
        var depth = 0
        repeat {
            if source[position] == UInt8(ascii: "/"), isNext("*") {
                depth += 1
                copy(through: position + 2)
            } else if source[position] == UInt8(ascii: "*"), isNext("/") {
                depth -= 1
                copy(through: position + 2)
            } else {
                copy(through: position + 1)
            }
        } while depth > 0 && position < source.count
    }

    private mutating func copyDollarQuoted() {
        var end = position + 1
        while end < source.count, Self.isTag(source[end]) { end += 1 }
        let isTag = end < source.count && source[end] == UInt8(ascii: "$")
        let followsName = position > 0 && Self.isTag(source[position - 1])
        guard isTag, !followsName else { return copy(through: position + 1) }
        let tag = Array(source[position...end])
        copy(through: position(of: tag, from: end + 1))
    }

    /// The position behind the next `needle`; the end of the text where there is none.
    private func position(of needle: [UInt8], from start: Int) -> Int {
        var index = start
        while index + needle.count <= source.count {
            if source[index..<index + needle.count].elementsEqual(needle) { return index + needle.count }
            index += 1
        }
        return source.count
    }

    private mutating func copy(through end: Int) {
        let end = min(end, source.count)
        output += source[position..<end]
        position = end
    }

    private func isNext(_ scalar: Unicode.Scalar) -> Bool {
        position + 1 < source.count && source[position + 1] == UInt8(ascii: scalar)
    }

    private static func isTag(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 128...255:
            true
        default: false
        }
    }
}
