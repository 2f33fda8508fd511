/// What a client may rely on in a JSON answer: members and types, not values. Objects whose members are data (labels)
/// are one shape, and a list is the shapes of its elements.
enum AnswerShape {
    private static let maps: Set<String> = ["metric", "labels", "annotations"]

    /// The shapes of an object's values, whatever their names.
    static func ofValues(_ json: JSON) -> String {
        guard case .object(let members) = json else { return of(json) }
        return of(.list(Array(members.values)))
    }

    static func of(_ json: JSON) -> String {
        switch json {
        case .null: return "null"
        case .flag: return "flag"
        case .number: return "number"
        case .text: return "text"
        case .list(let items): return "[" + Set(items.map(of)).sorted().joined(separator: "|") + "]"
        case .object(let members):
            // A series by itself.
            if members["__name__"]?.text != nil { return "map" }
            let parts = members.sorted { $0.key < $1.key }.map { name, value in
                maps.contains(name) ? "\(name):map" : "\(name):\(of(value))"
            }
            return "{" + parts.joined(separator: ",") + "}"
        }
    }
}
