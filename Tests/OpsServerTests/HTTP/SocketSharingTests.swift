import Foundation
import OpsFiles
import OpsTestSupport
import Testing

@testable import OpsServer

/// The access control list on the Unix socket.
@Suite struct SocketSharingTests {
    @Test func theListIsWhatTheKernelReads() {
        let list = AccessControlList.socket(groups: [1001, 1000])
        #expect(
            list.encoded == [
                2, 0, 0, 0,
                1, 0, 6, 0, 255, 255, 255, 255,
                4, 0, 6, 0, 255, 255, 255, 255,
                8, 0, 6, 0, 232, 3, 0, 0,
                8, 0, 6, 0, 233, 3, 0, 0,
                16, 0, 6, 0, 255, 255, 255, 255,
                32, 0, 0, 0, 255, 255, 255, 255,
            ])
    }

    @Test func aDirectoryKeepsItsModeAndLetsTheGroupsThrough() {
        let list = AccessControlList.directory(mode: 0o750, groups: [7])
        #expect(list.entries.map(\.permissions) == [7, 5, 1, 5, 0])
    }

    /// The kernel takes the list where the file system has any, and gives it back; the mode's group bits are then the mask.
    @Test func theKernelTakesTheList() throws {
        let directory = try SettingsDirectory()
        let path = try directory.write("file", "")
        let list = AccessControlList.socket(groups: [65_534])
        let failure = ExtendedAttribute.set("system.posix_acl_access", list.encoded, on: path)
        guard failure == nil else {
            #expect(failure == "Operation not supported")
            return
        }
        #expect(ExtendedAttribute.get("system.posix_acl_access", of: path) == list.encoded)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o660)
    }

    @Test func noSuchAttributeIsNil() throws {
        let directory = try SettingsDirectory()
        let path = try directory.write("file", "")
        #expect(ExtendedAttribute.get("user.none", of: path) == nil)
    }
}
