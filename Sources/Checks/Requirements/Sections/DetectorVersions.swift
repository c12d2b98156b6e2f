extension Section {
    static let detectorVersions = Section(
        number: 32, title: "Detector: model versions", subject: .detector,
        text: #"""
            DET-VC-01 MUST client
            Versions: 0.6.7 or later
            A detector that follows the Loop installs the deployment target when its version is not the loaded model's.
            Source: learning_loop_node 0.8.8, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-VC-02 MUST client
            A model is downloaded in the one format that the detector reports as `model_format`.
            Source: learning_loop_node 0.6.9, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-VC-03 SHOULD client
            Versions: 0.10.11 or later
            A version whose files are there already is not downloaded again.
            Source: learning_loop_node 0.13.7, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-VC-04 MUST client
            Versions: 0.6.7 or later
            Models are changed only in operation mode idle.
            Source: learning_loop_node 0.6.9, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-VC-05 MUST client
            A detector that starts has the model that it had last before it hears of the Loop.
            Source: learning_loop_node 0.8.8, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-VC-06 MUST client
            A model that cannot be downloaded is tried again later.
            Source: learning_loop_node 0.8.8, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-VC-07 SHOULD client
            Versions: 0.10.11 or later
            What came of a model that failed is deleted.
            Source: learning_loop_node 0.13.7, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-VC-08 SHOULD client
            Versions: 0.13.5 or later
            A detector ends with code 0 after two models in a row that could not be built.
            Source: learning_loop_node 0.13.7, detector/detector_logic.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-VC-09 SHOULD client
            Versions: 0.19.0 or later
            The folder of the model in use is what the link `current_model` in the data folder names.
            Source: learning_loop_node 0.27.0, detector/detector_node.py

            DET-VC-10 SHOULD server
            Versions: 0.19.0 or later
            With `EXCLUSIVE_MODEL_BUILD` the error of `detect` during an update is "updating model to version" with the
            version.
            Source: learning_loop_node 0.27.0, detector/detector_node.py

            DET-VC-11 MUST server
            Versions: 0.10.11 or later
            GET /model_version has `current_version`, a string.
            Source: learning_loop_node 0.10.17, detector/rest/model_version_control.py; learning_loop_node 0.27.0,
                data_classes/general.py; rosys 0.37.0, rosys/vision/detector_hardware.py

            DET-VC-12 MUST server
            Versions: 0.10.11 or later
            GET /model_version has `target_version`, a string.
            Source: learning_loop_node 0.10.17, detector/rest/model_version_control.py; learning_loop_node 0.27.0,
                data_classes/general.py; rosys 0.37.0, rosys/vision/detector_hardware.py

            DET-VC-13 MUST server
            Versions: 0.10.11 or later
            GET /model_version has `loop_version`, a string.
            Source: learning_loop_node 0.10.17, detector/rest/model_version_control.py; learning_loop_node 0.27.0,
                data_classes/general.py; rosys 0.37.0, rosys/vision/detector_hardware.py

            DET-VC-14 MUST server
            Versions: 0.10.11 or later
            A version that does not exist is the string "None" in GET /model_version.
            Source: learning_loop_node 0.10.17, detector/rest/model_version_control.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-VC-15 MUST server
            Versions: 0.10.11 or later
            GET /model_version has `local_versions`, an array of the versions that are on the disk.
            Source: learning_loop_node 0.10.17, detector/rest/model_version_control.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-VC-16 MUST server
            Versions: 0.10.11 or later
            GET /model_version has `version_control`: follow_loop, specific_version or pause.
            Source: learning_loop_node 0.10.17, detector/rest/model_version_control.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-VC-17 MUST server
            Versions: 0.10.11 or later
            PUT /model_version takes follow_loop, pause or a version as plain text and is answered with 200.
            Source: learning_loop_node 0.10.17, detector/rest/model_version_control.py; learning_loop_node 0.27.0,
                detector/rest/model_version_control.py

            DET-VC-18 SHOULD server
            Versions: 0.10.11 or later
            PUT /model_version with what has anything but digits and points is answered with 400.
            Source: learning_loop_node 0.10.17, detector/rest/model_version_control.py; learning_loop_node 0.27.0,
                detector/rest/model_version_control.py

            DET-VC-19 SHOULD server
            Versions: 0.13.0 or later
            PUT /model_version with a version that the Loop does not have is answered with 400.
            Source: learning_loop_node 0.13.7, detector/rest/model_version_control.py; learning_loop_node 0.27.0,
                detector/rest/model_version_control.py

            DET-VC-20 SHOULD client
            Versions: 0.10.11 or later
            After a version that the Loop does not have, version control is pause.
            Source: learning_loop_node 0.10.17, detector/rest/model_version_control.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-VC-21 MUST client
            Versions: 0.10.11 or later
            After PUT /model_version with a version the detector installs that version, whatever the deployment target
            is.
            Source: learning_loop_node 0.10.17, detector/rest/model_version_control.py; learning_loop_node 0.20.1,
                tests/detector/test_client_communication.py

            DET-VC-22 MUST client
            Versions: 0.10.11 or later
            A version is looked up in GET /api/{org}/projects/{proj}/models.
            Source: learning_loop_node 0.10.17, detector/rest/model_version_control.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            DET-VC-23 MUST client
            Versions: 0.10.11 or later
            After PUT /model_version with follow_loop the detector goes back to the deployment target.
            Source: learning_loop_node 0.27.0, detector/detector_node.py; learning_loop_node 0.20.1,
                tests/detector/test_client_communication.py

            DET-VC-24 MUST client
            Versions: 0.10.11 or later
            In mode pause a new deployment target changes nothing but `loop_version`.
            Source: learning_loop_node 0.27.0, detector/detector_node.py

            DET-VC-25 SHOULD client
            Versions: 0.10.11 or later
            A detector starts in mode follow_loop, or in pause where `VERSION_CONTROL_DEFAULT` says so in capital or
            small letters.
            Source: learning_loop_node 0.10.17, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py
            """#)
}
