import HTTPTypes
import OpsCore

/// ``RouteTable`` by pattern, for a look-up in each request that builds no text.
enum RoutePolicies {
    private static let byPattern = Dictionary(grouping: RouteTable.all, by: \.pattern)

    /// The entry of a route; HEAD is GET without the body.
    static func policy(_ method: HTTPRequest.Method, _ pattern: String) -> RoutePolicy? {
        let name = method == .head ? "GET" : method.rawValue
        return byPattern[pattern]?.first { $0.method.rawValue == name }
    }
}
