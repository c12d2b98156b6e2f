extension Section {
    static let loopSocketIO = Section(
        number: 25, title: "Loop: Socket.IO", subject: .loop,
        text: #"""
            LOOP-SI-01 MUST server
            Socket.IO is served at `/ws/socket.io/`.
            Source: learning_loop_node 0.2.10, node.py; learning_loop_node 0.27.0, node.py; learning_loop_node 0.2.10 to
                0.27.0, observed

            LOOP-SI-02 MUST server
            The handshake of Engine.IO is answered on HTTP long-polling.
            Source: learning_loop_node 0.2.10 to 0.27.0, observed

            LOOP-SI-03 SHOULD server
            A session that began on HTTP long-polling can be upgraded to WebSocket.
            Source: learning_loop_node 0.2.10 to 0.27.0, observed

            LOOP-SI-04 MUST server
            A node can connect to the namespace `/`.
            Source: learning_loop_node 0.2.10, node.py; learning_loop_node 0.27.0, node.py

            LOOP-SI-05 MUST server
            Versions: 0.1.9 or later
            CONNECT without a payload is accepted.
            Source: learning_loop_node 0.2.10, node.py; learning_loop_node 0.2.10 to 0.27.0, observed

            LOOP-SI-06 MUST server
            Versions: 0.1.8 or earlier
            CONNECT with an object of `username` and `password` is accepted.
            Source: learning_loop_node 0.1.1, node.py; learning_loop_node 0.1.8, node.py

            LOOP-SI-07 MUST server
            Versions: 0.7.26 or later
            A handshake whose fields `organization` and `project` are empty is accepted.
            Source: learning_loop_node 0.27.0, node.py; learning_loop_node 0.27.0, observed

            LOOP-SI-08 MAY server
            Versions: 0.7.26 or later
            The kind of a node may be told by `nodeType`: trainer, detector, converter or annotation_node.
            Source: learning_loop_node 0.7.30, node.py; learning_loop_node 0.27.0, node.py

            LOOP-SI-09 MUST server
            Versions: 0.7.56 or earlier
            Each request of the handshake is answered within half a second.
            Source: learning_loop_node 0.2.10, node.py; learning_loop_node 0.7.53, node.py

            LOOP-SI-10 MUST server
            Versions: 0.8.0 or later
            Each request of the handshake is answered within 20 seconds.
            Source: learning_loop_node 0.8.8, node.py; learning_loop_node 0.27.0, node.py

            LOOP-SI-11 SHOULD server
            A node may connect while an earlier connection of it is still there.
            Source: learning_loop_node 0.10.17, node.py, inferred

            LOOP-SI-12 MUST server
            Versions: 0.7.0 or earlier
            `update_trainer` that was taken is acknowledged with `true`, not with an object.
            Source: learning_loop_node 0.2.10, trainer/trainer_node.py; learning_loop_node 0.2.10, observed

            LOOP-SI-13 MUST server
            Versions: 0.7.1 to 0.9.3
            `update_trainer` that was taken is acknowledged with an object whose `success` is true.
            Source: learning_loop_node 0.7.10, trainer/trainer_node.py; learning_loop_node 0.8.8,
                trainer/trainer_node.py; learning_loop_node 0.7.10 to 0.8.8, observed

            LOOP-SI-14 SHOULD server
            Versions: 0.10.0 or later
            `update_trainer` that was taken is acknowledged with an object with `success`, though anything but an object
            does.
            Source: learning_loop_node 0.10.17, trainer/trainer_node.py; learning_loop_node 0.27.0,
                trainer/trainer_node.py; learning_loop_node 0.10.17 to 0.27.0, observed

            LOOP-SI-15 MUST server
            Versions: 0.7.4 or later
            No status that a node of the library sends is acknowledged with `success` false.
            Source: learning_loop_node 0.7.10, trainer/trainer_node.py; learning_loop_node 0.27.0,
                trainer/trainer_node.py; learning_loop_node 0.27.0, annotation/annotator_node.py

            LOOP-SI-16 MUST server
            Versions: 0.7.56 or earlier
            `update_trainer` is acknowledged within 1 second.
            Source: learning_loop_node 0.2.10, trainer/trainer_node.py; learning_loop_node 0.7.30,
                trainer/trainer_node.py

            LOOP-SI-17 MUST server
            Versions: 0.8.0 or later
            `update_trainer` is acknowledged within 30 seconds.
            Source: learning_loop_node 0.8.8, trainer/trainer_node.py; learning_loop_node 0.27.0,
                trainer/trainer_node.py

            LOOP-SI-18 MUST server
            Versions: 0.7.1 or later
            `error_msg` in an acknowledgement, where it is there, is null or a string.
            Source: learning_loop_node 0.7.10, socket_response.py; learning_loop_node 0.27.0,
                data_classes/socket_response.py

            LOOP-SI-19 MUST server
            Versions: 0.7.1 to 0.7.4
            `payload` in the acknowledgement of a trainer's event, where it is there, is null or a string.
            Source: learning_loop_node 0.7.1, socket_response.py; learning_loop_node 0.7.4, socket_response.py

            LOOP-SI-20 MUST server
            `update_trainer` is taken with and without image counts, hyperparameters, progress and context.
            Source: learning_loop_node 0.2.10, status.py; learning_loop_node 0.7.30, trainer/training_status.py;
                learning_loop_node 0.27.0, data_classes/training.py

            LOOP-SI-21 MUST server
            Versions: 0.7.16 to 0.7.28
            `hyperparameters` that are a string of JSON are taken.
            Source: learning_loop_node 0.7.21, trainer/trainer_node.py

            LOOP-SI-22 MUST server
            Versions: 0.7.38 or later
            An `uptime` in `update_trainer` that is null is taken.
            Source: learning_loop_node 0.8.8, trainer/trainer_node.py; learning_loop_node 0.27.0,
                data_classes/training.py

            LOOP-SI-23 MUST server
            Versions: 0.7.38 to 0.9.3
            A `state` with blanks and capital letters, as "Training is initialized", is taken.
            Source: learning_loop_node 0.8.8, data_classes/training.py; learning_loop_node 0.8.8, observed

            LOOP-SI-24 MUST server
            A `state` that the Loop does not know is taken.
            Source: learning_loop_node 0.7.38, trainer/trainer_node.py, inferred; learning_loop_node 0.25.0,
                enums/trainer.py, inferred

            LOOP-SI-25 MUST server
            Versions: 0.7.0 or earlier
            `update_model` that was taken is acknowledged with `true`, not with an object.
            Source: learning_loop_node 0.2.10, trainer/trainer_node.py; learning_loop_node 0.2.10, observed

            LOOP-SI-26 MUST server
            Versions: 0.7.1 to 0.7.22
            `update_model` that was taken is acknowledged with an object whose `success` is true.
            Source: learning_loop_node 0.7.10, trainer/trainer_node.py; learning_loop_node 0.7.10, observed

            LOOP-SI-27 MUST server
            Versions: 0.7.22 or earlier
            `update_model` whose `parent_id` is null is taken.
            Source: learning_loop_node 0.2.10, trainer/model.py; learning_loop_node 0.7.10, trainer/model.py;
                learning_loop_node 0.2.10 to 0.7.10, observed

            LOOP-SI-28 MUST server
            Versions: 0.7.23 or later
            `update_training` that was taken is acknowledged with an object whose `success` is true.
            Source: learning_loop_node 0.7.30, trainer/trainer_node.py; learning_loop_node 0.27.0,
                trainer/trainer_logic_generic.py; learning_loop_node 0.7.53 to 0.27.0, observed

            LOOP-SI-29 MUST server
            Versions: 0.7.23 or later
            `update_training` is acknowledged within 60 seconds.
            Source: learning_loop_node 0.27.0, trainer/trainer_logic_generic.py

            LOOP-SI-30 MUST server
            Versions: 0.4.8 to 0.7.0
            `update_annotation_node` that was taken is acknowledged with `true`, not with an object.
            Source: learning_loop_node 0.5.2, annotation_node/annotation_node.py

            LOOP-SI-31 MUST server
            Versions: 0.7.1 or later
            `update_annotation_node` that was taken is acknowledged with an object whose `success` is true.
            Source: learning_loop_node 0.7.10, annotation_node/annotation_node.py; learning_loop_node 0.27.0,
                annotation/annotator_node.py

            LOOP-SI-32 MUST server
            Versions: 0.4.8 to 0.7.56
            `update_annotation_node` is acknowledged within 2 seconds.
            Source: learning_loop_node 0.5.2, annotation_node/annotation_node.py; learning_loop_node 0.7.30,
                annotation_node/annotation_node.py

            LOOP-SI-33 MUST server
            Versions: 0.8.0 or later
            `update_annotation_node` is acknowledged within 10 seconds.
            Source: learning_loop_node 0.8.8, annotation/annotator_node.py; learning_loop_node 0.27.0,
                annotation/annotator_node.py

            LOOP-SI-34 MUST server
            Versions: 0.7.5 to 0.15.0
            `update_detector` that was taken is acknowledged with an object whose `success` is true.
            Source: learning_loop_node 0.7.10, detector/detector_node.py; learning_loop_node 0.13.7,
                detector/detector_node.py; learning_loop_node 0.8.8 to 0.13.7, observed

            LOOP-SI-35 MUST server
            Versions: 0.6.1 to 0.7.4
            `update_detector` is acknowledged within 1 second.
            Source: learning_loop_node 0.6.9, detector/detector_node.py

            LOOP-SI-36 MUST server
            Versions: 0.7.5 to 0.15.0
            `update_detector` is acknowledged within 60 seconds.
            Source: learning_loop_node 0.7.10, detector/detector_node.py; learning_loop_node 0.13.7,
                detector/detector_node.py

            LOOP-SI-37 SHOULD server
            Versions: 0.7.22 or earlier
            Where an acknowledgement looks the same to all versions but for its shape, the node's last status tells:
            `latest_error` asks for `true`, `errors` or `current_error` for an object.
            Source: learning_loop_node 0.7.0, trainer/trainer_node.py and 0.7.1 trainer/trainer_node.py, inferred

            LOOP-SI-38 SHOULD server
            Versions: 0.8.4 or later
            `restart` is sent without asking for an acknowledgement, because the node ends.
            Source: learning_loop_node 0.27.0, node.py; learning_loop_node 0.27.0, observed

            LOOP-SI-39 MAY server
            Versions: 0.6.1
            `update_deployment` with `target_model_id` may set the deployment target.
            Source: learning_loop_node 0.6.1, mock_detector/mock_detector_tests/test_detector.py

            LOOP-SI-40 SHOULD server
            Versions: 0.9.3 or earlier
            A node that sends no event, as a converter, stays connected.
            Source: learning_loop_node 0.9.3, converter/converter_node.py
            """#)
}
