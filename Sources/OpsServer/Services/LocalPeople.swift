import Foundation
import OpsCore

/// The people on the Unix socket, by the kernel's word: who they are and what they may do.
///
/// The account database is asked once a user; a group that is given or taken counts from the next reload of the keys.
final class LocalPeople: Sendable {
    private struct Person: Hashable, Sendable {
        var uid: UInt32
        var gid: UInt32
    }

    /// Users that are remembered at once.
    private static let limit = 1024

    private let known = Guarded<[Person: Caller]>([:])
    private let account: @Sendable (LocalPeer) -> LocalAccount

    /// - Parameter account: asks the account database; tests put their own in its place.
    init(account: @escaping @Sendable (LocalPeer) -> LocalAccount = { LocalAccount(uid: $0.uid, gid: $0.gid) }) {
        self.account = account
    }

    /// The caller at the other end of the socket.
    ///
    /// - Throws: ``Refusal`` with `FORBIDDEN` for one who is in neither of the groups.
    func caller(_ peer: LocalPeer) throws(Refusal) -> Caller {
        let person = Person(uid: peer.uid, gid: peer.gid)
        if let caller = known.with({ $0[person] }) { return caller }
        let account = account(peer)
        guard let role = LocalRole.role(uid: peer.uid, serverUser: getuid(), groups: account.groups) else {
            throw Refusal(
                .forbidden,
                "The user \(account.name) is in neither of the groups \(LocalRole.operatorGroup) and "
                    + "\(LocalRole.viewerGroup); an admin of this host can add them, then reload the keys.")
        }
        let caller = Caller(identity: .local(user: account.name), role: role)
        known.with { if $0.count < Self.limit { $0[person] = caller } }
        return caller
    }

    /// Asks the account database anew from now on.
    func forget() { known.with { $0 = [:] } }
}
