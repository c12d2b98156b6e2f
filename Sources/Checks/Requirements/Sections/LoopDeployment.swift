extension Section {
    static let loopDeployment = Section(
        number: 24, title: "Loop: detectors and their models", subject: .loop,
        text: #"""
            LOOP-DP-01 MUST server
            Versions: 0.16.0 to 0.17.2
            POST /api/{org}/projects/{proj}/detectors with a status is answered with exactly 200.
            Source: learning_loop_node 0.16.1, detector/detector_node.py; learning_loop_node 0.17.2, observed

            LOOP-DP-02 MUST server
            Versions: 0.18.0 or later
            POST /api/{org}/projects/{proj}/detectors with a status is answered with a status code of the 200s.
            Source: learning_loop_node 0.18.5, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py; learning_loop_node 0.27.0, observed

            LOOP-DP-03 MUST server
            Versions: 0.16.0 or later
            A status whose `current_model` is null is taken.
            Source: learning_loop_node 0.27.0, data_classes/general.py; learning_loop_node 0.17.2 to 0.27.0, observed

            LOOP-DP-04 MUST server
            Versions: 0.16.0 or later
            A status whose `target_model` is null is taken.
            Source: learning_loop_node 0.27.0, data_classes/general.py; learning_loop_node 0.17.2 to 0.27.0, observed

            LOOP-DP-05 MUST server
            Versions: 0.16.0 or later
            A status whose `operation_mode` is startup, idle or detecting is taken.
            Source: learning_loop_node 0.27.0, enums/detector.py

            LOOP-DP-06 MUST server
            Versions: 0.20.2 or later
            A status with `node_version`, a string or null, is taken.
            Source: learning_loop_node 0.23.0, data_classes/general.py; learning_loop_node 0.27.0, observed

            LOOP-DP-07 MUST server
            Versions: 0.16.0 or later
            GET /api/{org}/projects/{proj}/deployment/target is answered with exactly 200 where a target is set.
            Source: learning_loop_node 0.27.0, detector/detector_node.py

            LOOP-DP-08 MUST server
            Versions: 0.16.0 or later
            The target has `model_uuid`, a string.
            Source: learning_loop_node 0.27.0, detector/detector_node.py

            LOOP-DP-09 MUST server
            Versions: 0.16.0 or later
            The target has `version`, a string.
            Source: learning_loop_node 0.27.0, detector/detector_node.py

            LOOP-DP-10 MUST server
            Versions: 0.16.0 or later
            `deployment/target` is not answered with 200 where no target is set.
            Source: learning_loop_node 0.27.0, detector/detector_node.py, inferred

            LOOP-DP-11 MUST server
            Versions: 0.6.7 or later
            The version of a target is the `version` in the `model.json` of that model.
            Source: learning_loop_node 0.8.8, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            LOOP-DP-12 SHOULD server
            Versions: 0.6.1 or later
            The model of a target can be had in the format of the detector.
            Source: learning_loop_node 0.6.9, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            LOOP-DP-13 MUST server
            Versions: 0.6.1 to 0.15.0
            The payload of the acknowledgement of `update_detector` has `target_model_id`, a string where a target is
            set.
            Source: learning_loop_node 0.6.9, detector/detector_node.py; learning_loop_node 0.13.7,
                detector/detector_node.py

            LOOP-DP-14 MUST server
            Versions: 0.6.6 to 0.15.0
            The payload of the acknowledgement of `update_detector` has `target_model_version`, a string where a target
            is set.
            Source: learning_loop_node 0.6.9, detector/detector_node.py; learning_loop_node 0.13.7,
                detector/detector_node.py

            LOOP-DP-15 MUST server
            Versions: 0.10.11 to 0.15.0
            Where no target is set `update_detector` is not acknowledged with `success` true and nulls.
            Source: learning_loop_node 0.13.7, detector/detector_node.py, inferred

            LOOP-DP-16 MAY server
            The target may have `target_id`, its version, as well.
            Source: yolov5_node 95df480, trainer/background_detect.py

            LOOP-DP-17 MAY server
            GET /api/{org}/projects/{proj}/deployment/imageIds may be answered with an array of the images without
            detections of the target.
            Source: yolov5_node 95df480, trainer/background_detect.py
            """#)
}
