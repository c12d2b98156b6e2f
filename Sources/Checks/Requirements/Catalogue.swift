/// Every requirement there is: the one place from which lists, documents, reports and checks are made.
package enum Catalogue {
    /// The sections in their order: the protocols that the Learning Loop's own rests upon, from the handshake of Engine.IO
    /// to cookies, then what a Loop owes its nodes, and nodes of each kind and of all owe it and their clients.
    package static let sections: [Section] = [
        .engineIOHandshake, .engineIOErrors, .engineIOPolling, .engineIOPackets, .engineIOHeartbeat, .engineIOUpgrade,
        .engineIOCloseAndLimits, .engineIOFields,
        .socketIOConnect, .socketIOPackets, .socketIOAcknowledgements, .socketIOBinary, .socketIODisconnect,
        .socketIORecovery,
        .webSocket,
        .http1, .formsAndCookies,
        .loopHTTP, .loopAuthentication, .loopTrainingData, .loopImageUploads, .loopModels, .loopTrainings,
        .loopDeployment, .loopSocketIO, .loopAnnotations, .loopAdministration,
        .detectorREST, .detectorSocketIO, .detectorOutbox, .detectorRelevanceFilter, .detectorVersions, .detectorStatus,
        .trainerStatus, .trainerCommands, .trainerWork,
        .converter, .annotator, .allNodes,
    ]

    /// The requirements of all sections, in their order.
    package static let all: [Requirement] = sections.flatMap(\.requirements)

    /// The requirement with this id, nil if there is none.
    package static func requirement(_ id: Requirement.ID) -> Requirement? { byID[id]?.requirement }

    /// The section that has the requirement with this id, nil if there is none.
    package static func section(of id: Requirement.ID) -> Section? { byID[id].map { sections[$0.section] } }

    private static let byID: [Requirement.ID: (requirement: Requirement, section: Int)] = {
        var byID: [Requirement.ID: (requirement: Requirement, section: Int)] = [:]
        for (place, section) in sections.enumerated() {
            for requirement in section.requirements { byID[requirement.id] = (requirement, place) }
        }
        return byID
    }()
}
