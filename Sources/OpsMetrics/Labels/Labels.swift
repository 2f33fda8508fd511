/// The identity of a time series: label names with their values, sorted by name, each name once.
///
/// The metric's name is the label `__name__`, as in Prometheus. A label with an empty value is the same as no label,
/// so it is left out. The hash is computed once, because every series is looked up once a second.
public struct Labels: Hashable, Sendable {
    /// The reserved label that holds the metric's name.
    public static let nameLabel = "__name__"

    /// No labels at all: the identity of an aggregate over everything.
    public static let none = Labels([])

    /// Labels of their own, or those at a place of a store.
    private enum Storage: Sendable {
        case own([Label])
        case stored(LabelTexts, UInt32)
    }

    private let storage: Storage
    /// The hash of the labels, the same within a process.
    let digest: Int

    /// The labels in ascending order of their names.
    public var pairs: [Label] {
        switch storage {
        case .own(let pairs): pairs
        case .stored(let texts, let place): texts.pairs(at: place)
        }
    }

    /// Labels from pairs in any order; where a name occurs twice the later value wins.
    public init(_ pairs: [(String, String)]) {
        self.init(labels: pairs.map { Label(name: $0.0, value: $0.1) })
    }

    /// Labels of the metric `name`.
    public init(name: String, _ pairs: [(String, String)] = []) {
        self.init(labels: [Label(name: Self.nameLabel, value: name)] + pairs.map { Label(name: $0.0, value: $0.1) })
    }

    /// Labels from label values in any order; where a name occurs twice the later value wins.
    public init(labels: [Label]) {
        var kept: [Label] = []
        kept.reserveCapacity(labels.count)
        for label in labels {
            if let index = kept.firstIndex(where: { $0.name == label.name }) {
                kept[index] = label
            } else {
                kept.append(label)
            }
        }
        kept.removeAll { $0.value.isEmpty }
        kept.sort { $0.name < $1.name }
        self.init(sorted: kept)
    }

    /// Labels that are already sorted, unique and without empty values.
    init(sorted: [Label]) {
        storage = .own(sorted)
        var hasher = Hasher()
        hasher.combine(sorted)
        digest = hasher.finalize()
    }

    /// Labels that are already sorted, unique and without empty values, and whose hash is known.
    init(sorted: [Label], digest: Int) {
        storage = .own(sorted)
        self.digest = digest
    }

    /// The labels at a place of a store, for as long as a query lasts: nothing is copied.
    init(_ texts: LabelTexts, _ place: UInt32, digest: Int) {
        storage = .stored(texts, place)
        self.digest = digest
    }

    /// Whether it holds nothing of a store.
    var isOwned: Bool {
        if case .own = storage { true } else { false }
    }

    /// The same, holding nothing of a store.
    var owned: Labels { isOwned ? self : Labels(sorted: pairs, digest: digest) }

    /// The metric's name, or nil where the series has none.
    public var name: String? { self[Self.nameLabel] }

    /// Whether there is no label.
    public var isEmpty: Bool {
        switch storage {
        case .own(let pairs): pairs.isEmpty
        case .stored(let texts, let place): texts.count(at: place) == 0
        }
    }

    /// The value of a label, or nil where it is absent.
    public subscript(_ name: String) -> String? {
        switch storage {
        case .stored(let texts, let place): return texts.value(at: place, of: name)
        case .own(let pairs):
            for label in pairs where label.name == name { return label.value }
            return nil
        }
    }

    public static func == (left: Labels, right: Labels) -> Bool {
        guard left.digest == right.digest else { return false }
        switch (left.storage, right.storage) {
        case (.own(let mine), .own(let other)): return mine == other
        case (.stored(let mine, let here), .stored(let other, let there)) where mine === other && here == there:
            return true
        default: return left.pairs == right.pairs
        }
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(digest)
    }
}
