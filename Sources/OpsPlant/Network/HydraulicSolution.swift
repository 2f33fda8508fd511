/// Flows and heads of a network at rest in itself.
public struct HydraulicSolution: Equatable, Sendable, Encodable {
    /// A node's state.
    public struct NodeState: Equatable, Sendable, Encodable {
        /// m; nil where no reservoir is connected.
        public var head: Double?
        /// Head above the node's elevation, m; nil where there is no head.
        public var pressure: Double?
        /// What escapes here, L/s.
        public var leak: Double

        private enum CodingKeys: String, CodingKey {
            case head = "head_m"
            case pressure = "pressure_m"
            case leak = "leak_lps"
        }

        public func encode(to encoder: any Encoder) throws {
            var fields = encoder.container(keyedBy: CodingKeys.self)
            // Said as null, not left out.
            try fields.encode(head, forKey: .head)
            try fields.encode(pressure, forKey: .pressure)
            try fields.encode(leak, forKey: .leak)
        }
    }

    /// A link's state.
    public struct LinkState: Equatable, Sendable, Encodable {
        /// L/s, positive from `from` to `to`.
        public var flow: Double

        private enum CodingKeys: String, CodingKey { case flow = "flow_lps" }
    }

    public var links: [String: LinkState]
    public var nodes: [String: NodeState]
}
