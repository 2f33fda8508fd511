import OpsCore

/// The methods that a path takes, from the one table of routes, as `Allow` and CORS write them.
enum AllowedMethods {
    /// For a concrete path; nil where no route has it.
    static func text(forPath path: String) -> String? {
        RouteTable.pattern(matching: path).map { text(RouteTable.methods(of: $0).map(\.rawValue)) }
    }

    /// What the server takes anywhere.
    static let everywhere = text(Set(RouteTable.all.map(\.method.rawValue)).sorted())

    private static func text(_ methods: [String]) -> String {
        var all = methods
        if let get = all.firstIndex(of: "GET") { all.insert("HEAD", at: get + 1) }
        return (all + ["OPTIONS"]).joined(separator: ", ")
    }
}
