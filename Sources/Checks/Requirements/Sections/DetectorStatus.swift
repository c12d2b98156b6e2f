extension Section {
    static let detectorStatus = Section(
        number: 33, title: "Detector: status to the Loop", subject: .detector,
        text: #"""
            DET-ST-01 MUST client
            A detector that does not know its organization or its project does not start.
            Source: learning_loop_node 0.6.9, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-ST-02 MUST client
            Versions: 0.6.1 to 0.15.0
            The status of a detector is sent as `update_detector` with organization, project and an object.
            Source: learning_loop_node 0.6.9, detector/detector_node.py; learning_loop_node 0.13.7,
                detector/detector_node.py; learning_loop_node 0.8.8 to 0.13.7, observed

            DET-ST-03 MUST client
            Versions: 0.6.1 to 0.15.0
            The status in `update_detector` has `id`, the node's UUID.
            Source: learning_loop_node 0.6.9, detector/detector_node.py; learning_loop_node 0.13.7,
                data_classes/general.py

            DET-ST-04 MUST client
            Versions: 0.16.0 or later
            The status of a detector is sent as POST /api/{org}/projects/{proj}/detectors with a JSON object.
            Source: learning_loop_node 0.16.1, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py; learning_loop_node 0.17.2 to 0.27.0, observed

            DET-ST-05 MUST client
            Versions: 0.16.0 or later
            The status in POST `detectors` has `uuid`, the node's UUID.
            Source: learning_loop_node 0.27.0, data_classes/general.py; learning_loop_node 0.17.2 to 0.27.0, observed

            DET-ST-06 MUST client
            Versions: 0.16.0 or later
            A detector does not connect to the Loop's Socket.IO.
            Source: learning_loop_node 0.16.1, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-ST-07 MUST client
            The status of a detector has `name`, the node's name.
            Source: learning_loop_node 0.6.9, detector/detector_node.py; learning_loop_node 0.27.0,
                data_classes/general.py

            DET-ST-08 MUST client
            The status of a detector has `state`, which is online.
            Source: learning_loop_node 0.6.9, status.py; learning_loop_node 0.27.0, data_classes/general.py

            DET-ST-09 SHOULD client
            The status of a detector has `uptime`, the whole seconds since the start.
            Source: learning_loop_node 0.8.8, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-ST-10 MUST client
            Versions: 0.6.6 or later
            The status of a detector has `model_format`, the format that the detector wants.
            Source: learning_loop_node 0.6.9, detector/detector_node.py; learning_loop_node 0.27.0,
                data_classes/general.py

            DET-ST-11 MUST client
            Versions: 0.6.6 or later
            The status of a detector has `current_model`, the version of the loaded model or null.
            Source: learning_loop_node 0.6.9, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-ST-12 MUST client
            Versions: 0.6.6 or later
            The status of a detector has `target_model`, the version that is wanted or null.
            Source: learning_loop_node 0.6.9, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-ST-13 MUST client
            Versions: 0.6.7 or later
            The status of a detector has `operation_mode`.
            Source: learning_loop_node 0.6.9, detector/detector_node.py; learning_loop_node 0.27.0,
                data_classes/general.py

            DET-ST-14 MUST client
            Versions: 0.7.2 or later
            The status of a detector has `errors`, an object of texts that is empty without errors.
            Source: learning_loop_node 0.7.10, detector/detector_node.py; learning_loop_node 0.27.0,
                data_classes/general.py

            DET-ST-15 SHOULD client
            Versions: 0.7.2 or later
            A model that could not be installed for another reason than its download or build is told under the key
            `update_model`.
            Source: learning_loop_node 0.8.8, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-ST-16 SHOULD client
            Versions: 0.20.2 or later
            The status of a detector has `node_version`, what the variable `NODE_VERSION` says, or null.
            Source: learning_loop_node 0.27.0, detector/detector_node.py; learning_loop_node 0.27.0, observed

            DET-ST-17 SHOULD client
            Versions: 0.8.0 to 0.15.0
            A detector sends its status every 5 seconds.
            Source: learning_loop_node 0.8.8, node.py; learning_loop_node 0.13.7, node.py

            DET-ST-18 SHOULD client
            Versions: 0.16.0 or later
            A detector sends its status every 30 seconds, or every `SYNC_CYCLES` times 5 seconds.
            Source: learning_loop_node 0.27.0, detector/detector_node.py, inconsistent

            DET-ST-19 SHOULD client
            A detector sends its status after the model has changed.
            Source: learning_loop_node 0.8.8, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-ST-20 SHOULD client
            A detector sends its status after the operation mode has changed.
            Source: learning_loop_node 0.6.9, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-ST-21 SHOULD client
            Versions: 0.16.0 or later
            GET /api/{org}/projects/{proj}/deployment/target is sent every 5 seconds in mode idle.
            Source: learning_loop_node 0.27.0, detector/detector_node.py, inconsistent

            DET-ST-22 MUST client
            Versions: 0.16.0 or later
            The target is kept when `deployment/target` is not answered with 200.
            Source: learning_loop_node 0.27.0, detector/detector_node.py

            DET-ST-23 MUST client
            A detector answers its own clients while the Loop cannot be reached.
            Source: learning_loop_node 0.8.8, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py
            """#)
}
