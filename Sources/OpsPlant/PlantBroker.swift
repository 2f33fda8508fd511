import OpsCore
import OpsMQTT

/// Where the plant's devices find their broker, and as whom each of them connects.
public struct PlantBroker: Sendable {
    /// An account of the broker.
    public struct Account: Sendable {
        public var user: String
        public var password: Secret

        public init(user: String, password: Secret) {
            self.user = user
            self.password = password
        }
    }

    public var host: String
    public var port: Int
    /// The account of a valve, by its id; nil where the broker asks for none.
    public var credentials: @Sendable (String) -> Account?

    public init(host: String, port: Int, credentials: @escaping @Sendable (String) -> Account? = { _ in nil }) {
        self.host = host
        self.port = port
        self.credentials = credentials
    }

    /// How a valve's device connects.
    func configuration(valve: String, clientID: String) -> MQTTConfiguration {
        let account = credentials(valve)
        return MQTTConfiguration(
            host: host, port: port, username: account?.user, password: account?.password.reveal(), clientID: clientID,
            keepAliveSeconds: 60, backoffBaseSeconds: 0.5, backoffCapSeconds: 10)
    }
}
