internal import HTTPServer
internal import JSON
internal import Logging

/// What tests may do to a trainer (`USE_BACKDOOR_CONTROLS`), as far as it makes sense for every logic.
///
/// | Request | Does | Answer |
/// | --- | --- | --- |
/// | POST `/reset` | gives up the training, connects to the Loop anew, sends a status | `null` |
/// | POST `/kill_training_process` | ends what trains, as if it had ended by itself | `null`; 409 when nothing does |
/// | POST `/force_status_update` | sends a status | `null` |
extension TrainerNode {
    static func backdoor(_ trainer: Trainer, _ equipment: TrainerEquipment) -> NodeRoutes {
        var routes = NodeRoutes()
        guard equipment.configuration.node.hasBackdoor else { return routes }
        routes.add("POST", "/reset") { _ in
            await trainer.abort()
            await equipment.lastTraining.remove()
            let session = equipment.life.session
            await session.markBroken()
            do { try await session.ensure() } catch { equipment.logger.warning("\(error)") }
            await tell(equipment)
            return .json(nil)
        }
        routes.add("POST", "/kill_training_process") { _ in
            guard await trainer.endWork() else { throw RequestError.detail(409, "trainer is not running") }
            return .json(nil)
        }
        routes.add("POST", "/force_status_update") { _ in
            await tell(equipment)
            return .json(nil)
        }
        return routes
    }

    /// Sends a status; without a connection nothing is sent.
    private static func tell(_ equipment: TrainerEquipment) async {
        do { try await sendStatus(of: equipment) } catch { equipment.logger.warning("\(error)") }
    }
}
