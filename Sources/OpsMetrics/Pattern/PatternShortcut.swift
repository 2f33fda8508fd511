/// What a pattern means where it is so simple that no automaton is needed: most matchers are.
enum PatternShortcut: Sendable {
    case anything
    case nonEmpty
    /// One of some texts.
    case texts(Set<String>)
    case prefix(String)
    case suffix(String)
    case contains(String)

    /// More texts than these are left to the automaton.
    static let textLimit = 1_000

    init?(_ node: PatternNode) {
        if let texts = Self.texts(node) {
            // Strings that look the same (K and the Kelvin sign) are one in a set, though their bytes differ.
            let different = Set(texts)
            guard different.count == Set(texts.map { Array($0.utf8) }).count else { return nil }
            self = .texts(different)
            return
        }
        var parts = Self.flattened(node)
        if parts.count == 1, case .repeated(.set(.all), let least, nil, _) = parts[0], least <= 1 {
            self = least == 0 ? .anything : .nonEmpty
            return
        }
        let opens = parts.first.map(Self.isAnything) ?? false
        if opens { parts.removeFirst() }
        let closes = parts.last.map(Self.isAnything) ?? false
        if closes { parts.removeLast() }
        guard opens || closes, let texts = Self.texts(.sequence(parts)), texts.count == 1, let text = texts.first else {
            return nil
        }
        self = opens && closes ? .contains(text) : opens ? .suffix(text) : .prefix(text)
    }

    func matches(_ subject: String) -> Bool {
        switch self {
        case .anything: true
        case .nonEmpty: !subject.isEmpty
        case .texts(let texts):
            // Strings are equal in Swift where they look the same; here bytes count.
            texts.firstIndex(of: subject).map { texts[$0].utf8.elementsEqual(subject.utf8) } ?? false
        case .prefix(let text): subject.utf8.starts(with: text.utf8)
        case .suffix(let text):
            subject.utf8.count >= text.utf8.count && subject.utf8.reversed().starts(with: text.utf8.reversed())
        case .contains(let text): Self.contains(subject, text)
        }
    }

    private static func contains(_ subject: String, _ text: String) -> Bool {
        var (subject, text) = (subject, text)
        return subject.withUTF8 { haystack in
            text.withUTF8 { needle in
                guard let first = needle.first else { return true }
                guard haystack.count >= needle.count else { return false }
                for start in 0...(haystack.count - needle.count) where haystack[start] == first {
                    if haystack[start..<start + needle.count].elementsEqual(needle) { return true }
                }
                return false
            }
        }
    }

    private static func isAnything(_ node: PatternNode) -> Bool {
        if case .repeated(.set(.all), 0, nil, _) = node { return true }
        return false
    }

    private static func flattened(_ node: PatternNode) -> [PatternNode] {
        switch node {
        case .sequence(let parts): parts.flatMap(flattened)
        case .group(let inner, _): flattened(inner)
        default: [node]
        }
    }

    /// All texts that a pattern matches; nil where they are too many, or a place in the text matters.
    static func texts(_ node: PatternNode) -> [String]? {
        switch node {
        case .empty: return [""]
        case .set(let set):
            guard set.count <= 32 else { return nil }
            return set.ranges.joined().compactMap { Unicode.Scalar($0).map { String(Character($0)) } }
        case .group(let inner, _): return texts(inner)
        case .choice(let ways):
            var all: [String] = []
            for way in ways {
                guard let some = texts(way), all.count + some.count <= textLimit else { return nil }
                all += some
            }
            return all
        case .sequence(let parts):
            var all = [""]
            for part in parts {
                guard let some = texts(part), all.count * some.count <= textLimit else { return nil }
                all = all.flatMap { head in some.map { head + $0 } }
            }
            return all
        case .repeated(let inner, 0, 1, _): return texts(inner).map { $0.count < textLimit ? $0 + [""] : nil } ?? nil
        case .repeated, .assertion: return nil
        }
    }
}
