import NIOCore

/// Who may have how many connections at a time. One for TCP and one for the Unix socket, so that neither starves the other.
final class ConnectionPlaces: Sendable {
    enum Admission: Equatable {
        case taken
        /// No place, but there is time to say so.
        case turnedAway(WireFault)
        /// No place, and too many are being told so already.
        case dropped
    }

    private struct Counts {
        var total = 0
        var turnedAway = 0
        var byAddress: [IPAddress: Int] = [:]
    }

    /// Connections that are told at a time that there is no place.
    private static let turnedAwayLimit = 32

    private let total: Int
    private let perAddress: Int
    private let exempt: TrustedProxies
    private let counts = Guarded(Counts())

    /// - Parameters:
    ///   - exempt: proxies speak for many clients; the limit of one address is not theirs.
    init(total: Int, perAddress: Int, exempt: TrustedProxies) {
        self.total = total
        self.perAddress = perAddress
        self.exempt = exempt
    }

    /// Takes a place for a connection from `peer`; nil for a peer without an address.
    func enter(_ peer: IPAddress?) -> Admission {
        let owner = owner(peer)
        return counts.with { counts in
            let fault: WireFault
            if counts.total >= total {
                fault = .noPlace
            } else if let owner, counts.byAddress[owner, default: 0] >= perAddress {
                fault = .noPlaceForAddress
            } else {
                counts.total += 1
                if let owner { counts.byAddress[owner, default: 0] += 1 }
                return .taken
            }
            guard counts.turnedAway < Self.turnedAwayLimit else { return .dropped }
            counts.turnedAway += 1
            return .turnedAway(fault)
        }
    }

    /// Gives back what ``enter(_:)`` gave.
    func leave(_ peer: IPAddress?, _ admission: Admission) {
        let owner = owner(peer)
        counts.with { counts in
            switch admission {
            case .taken:
                counts.total -= 1
                guard let owner, let count = counts.byAddress[owner] else { return }
                counts.byAddress[owner] = count > 1 ? count - 1 : nil
            case .turnedAway: counts.turnedAway -= 1
            case .dropped: break
            }
        }
    }

    /// Whose count a connection goes to. An IPv6 subscriber has a /64 at least, so that counts as one address.
    private func owner(_ peer: IPAddress?) -> IPAddress? {
        guard let peer, !exempt.contains(peer) else { return nil }
        return peer.network
    }
}
