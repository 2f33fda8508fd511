import Foundation
import Hummingbird
import HummingbirdCore
import NIOCore
import NIOPosix
import OpsCore
import ServiceLifecycle

extension HTTPServer {
    /// The mode of the socket: its owner and its group may connect; peer credentials decide what each may do.
    static let socketMode: mode_t = 0o660

    /// TLS is for TCP: over the socket nothing leaves the host.
    private func channel(isLocal: Bool) -> EdgeChannel {
        let places = ConnectionPlaces(
            total: isLocal ? limits.localConnections : limits.connections, perAddress: limits.connectionsPerAddress,
            exempt: TrustedProxies(configuration.trustedProxies))
        return EdgeChannel(limits: limits, exchange: exchange, places: places, tls: isLocal ? nil : certificate)
    }

    /// One service an address, all with the same responder.
    func makeListeners() -> [any Service] {
        var addresses: [(bind: BindAddress, text: String, isLocal: Bool)] = []
        if let path = configuration.socketPath { addresses.append((.unixDomainSocket(path: path), path, true)) }
        if let listen = configuration.listen {
            addresses.append((.hostname(listen.host, port: listen.port), listen.text, false))
        }
        let gathering = Guarded(Bound())
        let waiting = Guarded(addresses.count)
        return addresses.map { address in
            HTTPListener(
                address: address.bind, name: address.text, channel: channel(isLocal: address.isLocal), logger: logger
            ) { [onBound] channel in
                gathering.with { bound in
                    if case .unixDomainSocket = channel.localAddress {
                        bound.socketPath = channel.localAddress?.pathname
                    } else {
                        bound.port = channel.localAddress?.port
                    }
                }
                let left = waiting.with { waiting in
                    waiting -= 1
                    return waiting
                }
                if left == 0 { onBound(gathering.value) }
            }
        }
    }
}
