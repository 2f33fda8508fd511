import OpsCore
import OpsMetrics

/// What one family of metrics is, as a target says it.
struct MetricFamilyNote: Sendable, Hashable {
    var name: String
    var type = "unknown"
    var help = ""
    var unit = ""
}

/// The families of a target. Targets that say the same share one list.
final class FamilyList: Sendable {
    /// Families of a list at most, and bytes of a help text; longer ones are cut.
    static let familyLimit = 2_000
    static let helpLimit = 500

    let families: [MetricFamilyNote]
    /// Its part of what all lists may hold.
    private let share: ByteShare

    fileprivate init(_ families: [MetricFamilyNote], _ share: ByteShare) {
        self.families = families
        self.share = share
    }
}

/// The lists that targets have now, each once, in bounded memory.
final class FamilyLists: Sendable {
    /// For all servers of this process.
    static let shared = FamilyLists(limit: 64 << 20)

    private struct Known: Sendable {
        weak var list: FamilyList?
    }

    private let budget: ByteBudget
    private let known = Guarded<[Int: Known]>([:])

    /// - Parameter limit: Bytes of all lists together.
    init(limit: Int) { budget = ByteBudget(limit: limit) }

    /// The list of these families; nil where there is no room for it.
    func list(of families: [MetricFamilyNote]) -> FamilyList? {
        let key = families.hashValue
        if let list = known.with({ $0[key]?.list }), list.families == families { return list }
        let share = ByteShare(of: budget)
        guard share.grow(families.reduce(0) { $0 + Self.bytes($1) }) else { return nil }
        let list = FamilyList(families, share)
        known.with { known in
            known[key] = Known(list: list)
            // What nobody has any more is cleared away when there may be much of it.
            if known.count > 64, known.count.nonzeroBitCount == 1 { known = known.filter { $0.value.list != nil } }
        }
        return list
    }

    /// About what a family takes in memory.
    private static func bytes(_ family: MetricFamilyNote) -> Int {
        128 + family.name.utf8.count + family.help.utf8.count + family.unit.utf8.count
    }
}

/// Gathers families of the HELP, TYPE and UNIT lines of a text.
struct FamilyGathering {
    private var found: [String: MetricFamilyNote] = [:]

    mutating func add(_ line: ExpositionMetadata) {
        let name = SafeText.clean(line.name, limit: 200)
        guard var family = found[name] ?? (found.count < FamilyList.familyLimit ? MetricFamilyNote(name: name) : nil)
        else { return }
        switch line.keyword {
        case .help: family.help = SafeText.clean(line.body, limit: FamilyList.helpLimit)
        case .unit: family.unit = SafeText.clean(line.body, limit: 60)
        case .type: family.type = line.kind.map { $0 == .untyped ? "unknown" : $0.rawValue } ?? "unknown"
        }
        found[name] = family
    }

    var families: [MetricFamilyNote] { found.values.sorted { $0.name < $1.name } }
}
