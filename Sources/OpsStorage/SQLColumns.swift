/// The names of a result's columns, shared by all its rows.
final class SQLColumns: Sendable {
    let names: [String]
    private let positions: [String: Int]

    /// The first of two columns with one name wins.
    init(_ names: [String]) {
        self.names = names
        positions = Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
    }

    func index(of name: String) -> Int? { positions[name] }
}
