import Foundation
import OpsCore

/// Which of the usual places a server's socket goes to, where no setting says it.
enum SocketChoice {
    /// In the first directory that can be written, or made.
    static func path(_ environment: [String: String], _ site: String) -> String? {
        let paths = SitePaths(environment: environment, uid: geteuid(), site: site)
        let usable = paths.socketDirectories.firstIndex { directory in
            access(directory, F_OK) == 0
                ? access(directory, W_OK) == 0 : access(directory.directoryOfPath, W_OK) == 0
        }
        return usable.map { paths.socketCandidates[$0] }
    }
}
