extension Section {
    static let loopModels = Section(
        number: 22, title: "Loop: models", subject: .loop,
        text: #"""
            LOOP-MD-01 MUST server
            GET /api/{org}/projects/{proj}/models/{id}/{format}/file of a model that has this format is answered with
            200 and a zip archive.
            Source: learning_loop_node 0.2.10, node_helper.py; learning_loop_node 0.27.0, data_exchanger.py

            LOOP-MD-02 MUST server
            The answer has a Content-Disposition whose last parameter is `filename`.
            Source: learning_loop_node 0.7.30, rest/downloads.py; learning_loop_node 0.27.0, data_exchanger.py

            LOOP-MD-03 MUST server
            The file name in Content-Disposition has no path separator.
            Source: learning_loop_node 0.27.0, data_exchanger.py

            LOOP-MD-04 MUST server
            Content-Disposition has no parameter `filename*`.
            Source: learning_loop_node 0.27.0, data_exchanger.py

            LOOP-MD-05 MUST server
            The archive of a model has no folders.
            Source: learning_loop_node 0.27.0, data_exchanger.py, inferred

            LOOP-MD-06 MUST server
            The archive has every file that was uploaded for the format, but for `model.json` byte by byte.
            Source: learning_loop_node 0.20.1, tests/general/test_downloader.py; learning_loop_node 0.27.0,
                trainer/trainer_logic_generic.py

            LOOP-MD-07 MUST server
            Versions: 0.6.4 or later
            The archive of every format has `model.json`, also where no uploader gave one.
            Source: learning_loop_node 0.6.9, tests/test_downloader.py; learning_loop_node 0.20.1,
                tests/general/test_downloader.py; learning_loop_node 0.7.10,
                mock_trainer/mock_trainer_tests/detections/test_detections.py, observed

            LOOP-MD-08 SHOULD server
            Versions: 0.3.7 to 0.3.10
            The archive has `metadata.json`.
            Source: learning_loop_node 0.3.7, tests/test_learning_loop_node.py, observed

            LOOP-MD-09 SHOULD server
            Versions: 0.6.3 or earlier
            The archive has no `model.json` that no uploader gave.
            Source: learning_loop_node 0.5.2, tests/test_learning_loop_node.py, observed

            LOOP-MD-10 MUST server
            Versions: 0.6.4 or later
            `model.json` has `id`, the model's id.
            Source: learning_loop_node 0.27.0, data_classes/general.py; learning_loop_node 0.27.0, README.md

            LOOP-MD-11 MUST server
            Versions: 0.6.4 or later
            `model.json` has `organization`, the id of the model's organization.
            Source: learning_loop_node 0.27.0, data_classes/general.py; learning_loop_node 0.27.0, README.md

            LOOP-MD-12 MUST server
            Versions: 0.6.4 or later
            `model.json` has `project`, the id of the model's project.
            Source: learning_loop_node 0.27.0, data_classes/general.py; learning_loop_node 0.27.0, README.md

            LOOP-MD-13 MUST server
            Versions: 0.6.4 or later
            `model.json` has `version`, a string.
            Source: learning_loop_node 0.27.0, data_classes/general.py; learning_loop_node 0.27.0, README.md

            LOOP-MD-14 MUST server
            Versions: 0.6.4 to 0.7.14
            `model.json` has `host`, a string.
            Source: learning_loop_node 0.7.10, model_information.py

            LOOP-MD-15 MUST server
            Versions: 0.7.15 or later
            `host` in `model.json`, where it is there, is null or a string.
            Source: learning_loop_node 0.27.0, data_classes/general.py

            LOOP-MD-16 SHOULD server
            Versions: 0.6.4 or later
            `host` in `model.json` is the address of the Loop.
            Source: learning_loop_node 0.27.0, README.md

            LOOP-MD-17 SHOULD server
            Versions: 0.6.4 or later
            `model.json` has `format`, written with one space behind its colon.
            Source: learning_loop_node 0.20.1, tests/general/test_downloader.py, observed; learning_loop_node 0.27.0,
                README.md

            LOOP-MD-18 MUST server
            Versions: 0.6.4 to 0.10.10
            `model.json` has `categories`, those of the project where the uploader gave none.
            Source: learning_loop_node 0.7.10, model_information.py; learning_loop_node 0.7.10,
                mock_trainer/mock_trainer_tests/detections/test_detections.py, observed

            LOOP-MD-19 MUST server
            Versions: 0.6.4 or later
            The categories in `model.json` have the order in which the uploader gave them.
            Source: yolov5_node 1.0.5, trainer/app_code/yolov5_format.py

            LOOP-MD-20 MUST server
            Versions: 0.6.4 or later
            `description`, `hotkey` and `color` of a category in `model.json` are each absent, null or a string.
            Source: learning_loop_node 0.27.0, data_classes/general.py

            LOOP-MD-21 MUST server
            Versions: 0.8.0 or later
            `point_size` of a category in `model.json`, where it is there, is null or a number without a decimal point.
            Source: learning_loop_node 0.27.0, data_classes/general.py

            LOOP-MD-22 MUST server
            Versions: 0.6.4 or later
            `resolution` in `model.json`, where it is there, is null or a number without a decimal point, never a
            string.
            Source: learning_loop_node 0.27.0, data_classes/general.py

            LOOP-MD-23 MUST server
            Versions: 0.7.23 or later
            `model.json` has `resolution` in every format, taken from the training's hyperparameters where the trainer
            gave none.
            Source: yolov5_node 1.0.5, detector/app_code, inferred; learning_loop_node 0.27.0,
                trainer/trainer_logic_generic.py, inferred

            LOOP-MD-24 SHOULD server
            Versions: 0.10.0 or later
            `model_size` in `model.json`, where it is there, is a string.
            Source: learning_loop_node 0.27.0, data_classes/general.py

            LOOP-MD-25 SHOULD server
            Versions: 0.27.0 or later
            Other members that the trainer wrote into `model.json`, as `conf_threshold`, are kept.
            Source: learning_loop_node 0.27.0, trainer/trainer_logic_generic.py; learning_loop_node 0.27.0,
                data_classes/general.py

            LOOP-MD-26 SHOULD server
            Versions: 0.6.4 or later
            What an uploaded `model.json` says of host, organization, project, version, id and format is replaced by
            what is so.
            Source: learning_loop_node 0.27.0, README.md

            LOOP-MD-27 MUST server
            The download of a model that does not exist is not answered with 200.
            Source: learning_loop_node 0.20.1, tests/trainer/states/test_state_download_train_model.py

            LOOP-MD-28 MUST server
            The download of a model in a format that it does not have is not answered with 200.
            Source: learning_loop_node 0.27.0, data_exchanger.py

            LOOP-MD-29 MUST server
            The body of an answer that refuses a download is UTF-8.
            Source: learning_loop_node 0.27.0, data_exchanger.py

            LOOP-MD-30 MUST server
            Versions: 0.6.7 to 0.10.13
            The body of an answer that refuses a download is a JSON object with `detail`.
            Source: learning_loop_node 0.7.30, rest/downloads.py; learning_loop_node 0.10.10, data_exchanger.py

            LOOP-MD-31 SHOULD server
            Versions: 0.10.11 or later
            The download of a model whose id is the word None is refused with a status of the 400s.
            Source: learning_loop_node 0.27.0, detector/detector_node.py, inferred

            LOOP-MD-32 MUST server
            GET /api/{org}/projects/{proj}/models is answered with 200 and `models`, an array of objects.
            Source: learning_loop_node 0.9.3, converter/converter_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            LOOP-MD-33 MUST server
            A model in the list has `id`.
            Source: learning_loop_node 0.9.3, converter/converter_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            LOOP-MD-34 MUST server
            A model in the list has `version`, a string, or null for a model without version.
            Source: learning_loop_node 0.9.3, converter/converter_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py

            LOOP-MD-35 MUST server
            Versions: 0.9.3 or earlier
            A model in the list has `formats`, the names of all formats that it can be had in.
            Source: learning_loop_node 0.9.3, converter/converter_node.py

            LOOP-MD-36 MUST server
            Versions: 0.10.11 or later
            No two models of a project have the same version.
            Source: learning_loop_node 0.27.0, detector/detector_node.py

            LOOP-MD-37 SHOULD server
            Versions: 0.10.11 or later
            The version of a model consists of digits and points.
            Source: learning_loop_node 0.27.0, detector/detector_node.py

            LOOP-MD-38 SHOULD server
            A model in the list has `created`.
            Source: learning_loop_node 0.27.0, README.md

            LOOP-MD-39 SHOULD server
            A model in the list has `comment`.
            Source: learning_loop_node 0.27.0, README.md

            LOOP-MD-40 MAY server
            `format` in the query of the list leaves only the models that have this format.
            Source: learning_loop_node 0.27.0, README.md

            LOOP-MD-41 MUST server
            Versions: 0.9.3 or earlier
            PUT /api/{org}/projects/{proj}/models/{id}/{format}/file takes multipart/form-data with parts `files`.
            Source: learning_loop_node 0.7.10, trainer/trainer.py; learning_loop_node 0.9.3, data_exchanger.py;
                learning_loop_node 0.7.10, observed

            LOOP-MD-42 MUST server
            Versions: 0.9.3 or earlier
            A PUT of model files that were taken is answered with exactly 200.
            Source: learning_loop_node 0.9.3, data_exchanger.py; learning_loop_node 0.7.10, rest/uploads.py

            LOOP-MD-43 MUST server
            Versions: 0.9.3 or earlier
            A format whose files were taken is in the model's `formats` in the next list.
            Source: learning_loop_node 0.9.3, converter/converter_node.py

            LOOP-MD-44 SHOULD server
            Versions: 0.7.28 or earlier
            The answer to a PUT of model files has `id`, the model's id.
            Source: learning_loop_node 0.7.10, tests/test_helper.py

            LOOP-MD-45 MUST server
            Versions: 0.7.22 or earlier
            A PUT is taken for a model whose id a trainer made itself and sent in `update_model`.
            Source: learning_loop_node 0.2.10, trainer/trainer_node.py; learning_loop_node 0.7.10,
                trainer/trainer_node.py; learning_loop_node 0.2.10 to 0.7.10, observed

            LOOP-MD-46 SHOULD server
            Versions: 0.7.28 or earlier
            POST /api/{org}/projects/{proj}/models/{format} with parts `files` is answered with 200 and the `id` of a
            new model.
            Source: learning_loop_node 0.7.10, tests/test_helper.py

            LOOP-MD-47 SHOULD server
            POST /api/{org}/projects/{proj}/{format} with a zip archive as part `files` makes a model in that format.
            Source: learning_loop_node 0.27.0, README.md, inconsistent

            LOOP-MD-48 SHOULD server
            A model that was uploaded without an id has a version afterwards.
            Source: learning_loop_node 0.27.0, README.md

            LOOP-MD-49 SHOULD server
            Versions: 0.9.3 or earlier
            A model that a training made gets a version, without which converters pass over it.
            Source: learning_loop_node 0.9.3, converter/converter_node.py

            LOOP-MD-50 SHOULD server
            A `resolution` that a converter uploaded as a string of digits is given out as a number.
            Source: yolo_tensorRT_converter_node (library 0.4.5); learning_loop_node 0.8.8, data_classes/general.py,
                inferred
            """#)
}
