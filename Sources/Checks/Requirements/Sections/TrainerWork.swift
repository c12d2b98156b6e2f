extension Section {
    static let trainerWork = Section(
        number: 36, title: "Trainer: data, models and detections", subject: .trainer,
        text: #"""
            TRN-WK-01 MUST client
            Versions: 0.4.1 or later
            The images of a training are those in state complete, asked for by `data?state=complete`.
            Source: learning_loop_node 0.7.10, trainer/downloader.py; learning_loop_node 0.27.0, trainer/downloader.py;
                learning_loop_node 0.8.8 to 0.27.0, observed

            TRN-WK-02 MUST client
            Image objects are asked for with at most 100 ids at once.
            Source: learning_loop_node 0.2.10, node_helper.py; learning_loop_node 0.27.0, data_exchanger.py

            TRN-WK-03 SHOULD client
            The training goes on with the rest when a query for image objects fails.
            Source: learning_loop_node 0.7.30, rest/downloads.py; learning_loop_node 0.27.0, data_exchanger.py

            TRN-WK-04 SHOULD client
            At most 10 images are downloaded at the same time.
            Source: learning_loop_node 0.7.30, rest/downloads.py; learning_loop_node 0.27.0, data_exchanger.py

            TRN-WK-05 SHOULD client
            An image that is on the disk already is not downloaded again.
            Source: learning_loop_node 0.7.30, trainer/downloader.py; learning_loop_node 0.27.0, data_exchanger.py

            TRN-WK-06 MUST client
            An image that cannot be downloaded is left out of the training.
            Source: learning_loop_node 0.7.30, trainer/downloader.py; learning_loop_node 0.27.0, trainer/downloader.py

            TRN-WK-07 SHOULD client
            Versions: 0.27.0 or later
            Images of set val are used to choose among models, not to train.
            Source: learning_loop_node 0.27.0, trainer/validation_set.py

            TRN-WK-08 SHOULD client
            Versions: 0.27.0 or later
            With `compute_validation_set` and no image of set val, the trainer sets train images aside by a hash of
            their ids.
            Source: learning_loop_node 0.27.0, trainer/validation_set.py

            TRN-WK-09 MUST client
            Versions: 0.7.22 or earlier
            A new best state is told by `update_model` with a fresh UUID as its `id`.
            Source: learning_loop_node 0.2.10, trainer/trainer_node.py; learning_loop_node 0.7.10,
                trainer/trainer_node.py; learning_loop_node 0.2.10 to 0.7.10, observed

            TRN-WK-10 SHOULD client
            Versions: 0.7.22 or earlier
            `parent_id` in `update_model` is the id that was told before, the first time that of the source model or
            null.
            Source: learning_loop_node 0.7.10, trainer/trainer_node.py; learning_loop_node 0.2.10 to 0.7.10, observed

            TRN-WK-11 MUST client
            Versions: 0.7.23 or later
            A new best state is told by `update_training` with organization, project and an object.
            Source: learning_loop_node 0.7.30, trainer/trainer_node.py; learning_loop_node 0.27.0,
                trainer/trainer_logic_generic.py; learning_loop_node 0.7.53 to 0.27.0, observed

            TRN-WK-12 MUST client
            Versions: 0.7.23 or later
            `update_training` has `trainer_id`, the node's UUID.
            Source: learning_loop_node 0.7.30, trainer/training.py; learning_loop_node 0.27.0, data_classes/training.py

            TRN-WK-13 MUST client
            `confusion_matrix` has an object with `tp`, `fp` and `fn` for each category, by the category's id.
            Source: learning_loop_node 0.2.10, trainer/model.py; learning_loop_node 0.27.0,
                trainer/trainer_logic_generic.py

            TRN-WK-14 MUST client
            `train_image_count` and `test_image_count` say how many images the training has of each set.
            Source: learning_loop_node 0.2.10, trainer/training_data.py; learning_loop_node 0.27.0,
                trainer/trainer_logic_generic.py

            TRN-WK-15 SHOULD client
            Versions: 0.27.0 or later
            `train_image_count` includes the images of set val.
            Source: learning_loop_node 0.27.0, trainer/trainer_logic_generic.py

            TRN-WK-16 SHOULD client
            Versions: 0.12.0 or later
            `hyperparameters` in `update_training` are those of `begin_training`.
            Source: learning_loop_node 0.27.0, trainer/trainer_logic_generic.py

            TRN-WK-17 SHOULD client
            Versions: 0.7.23 or later
            `update_training` is sent at most every 5 seconds while the training runs.
            Source: learning_loop_node 0.8.8, trainer/trainer_logic.py; learning_loop_node 0.27.0,
                trainer/trainer_logic.py

            TRN-WK-18 SHOULD client
            Versions: 0.7.38 or later
            `update_training` that fails while the training runs does not end it.
            Source: learning_loop_node 0.8.8, trainer/trainer_logic.py; learning_loop_node 0.27.0,
                trainer/trainer_logic.py

            TRN-WK-19 MUST client
            Versions: 0.7.38 or later
            What is new at the end of a training is told by `update_training` before the model is uploaded.
            Source: learning_loop_node 0.8.8, trainer/trainer_logic.py; learning_loop_node 0.27.0,
                trainer/trainer_logic_generic.py

            TRN-WK-20 MUST client
            Versions: 0.7.23 or later
            The model is uploaded by PUT /api/{org}/projects/{proj}/trainings/{n}/models/latest/{format}/file with the
            number of `begin_training`.
            Source: learning_loop_node 0.8.8, data_exchanger.py; learning_loop_node 0.27.0, data_exchanger.py;
                learning_loop_node 0.7.53 to 0.27.0, observed

            TRN-WK-21 MUST client
            Versions: 0.7.22 or earlier
            The model is uploaded by PUT /api/{org}/projects/{proj}/models/{id}/{format}/file with the id of
            `update_model`.
            Source: learning_loop_node 0.2.10, trainer/trainer.py; learning_loop_node 0.7.10, rest/uploads.py;
                learning_loop_node 0.7.10, observed

            TRN-WK-22 MUST client
            Each format is uploaded by a request of its own, with the files as parts `files`.
            Source: learning_loop_node 0.7.30, rest/uploads.py; learning_loop_node 0.27.0, data_exchanger.py

            TRN-WK-23 MUST client
            Versions: 0.7.23 or later
            An upload has exactly one `model.json`.
            Source: learning_loop_node 0.27.0, trainer/trainer_logic_generic.py

            TRN-WK-24 MUST client
            Versions: 0.7.23 or later
            The uploaded `model.json` has `categories` in the order of the model's classes.
            Source: learning_loop_node 0.8.8, trainer/trainer_logic.py; learning_loop_node 0.27.0,
                trainer/trainer_logic_generic.py; yolov5_node 1.0.5, trainer/app_code/yolov5_format.py

            TRN-WK-25 SHOULD client
            Versions: 0.10.7 to 0.25.0
            An upload that is not answered with 200 ends the training without a model.
            Source: learning_loop_node 0.20.1, data_exchanger.py

            TRN-WK-26 MUST client
            Versions: 0.26.0 or later
            An upload that is answered with 409 and an id counts as done, with this id.
            Source: learning_loop_node 0.27.0, data_exchanger.py

            TRN-WK-27 SHOULD client
            Versions: 0.26.0 or later
            An upload that is answered with another status of the 400s than 408, 409 and 429 ends the training.
            Source: learning_loop_node 0.27.0, data_exchanger.py

            TRN-WK-28 SHOULD client
            Versions: 0.26.0 or later
            An upload that is answered with a status of the 500s is repeated.
            Source: learning_loop_node 0.27.0, data_exchanger.py; learning_loop_node 0.27.0,
                trainer/trainer_logic_generic.py

            TRN-WK-29 MUST client
            Versions: 0.7.23 or later
            For its detections the trainer downloads the model under the id of the answer in its own format.
            Source: learning_loop_node 0.8.8, trainer/trainer_logic.py; learning_loop_node 0.27.0,
                trainer/trainer_logic.py

            TRN-WK-30 MUST client
            Versions: 0.7.15 or later
            The images of the detections are those in state inbox, annotate, review and complete.
            Source: learning_loop_node 0.8.8, trainer/trainer_logic.py; learning_loop_node 0.27.0,
                trainer/trainer_logic.py; learning_loop_node 0.8.8 to 0.27.0, observed

            TRN-WK-31 MUST client
            Versions: 0.7.9 or later
            Detections are sent by POST /api/{org}/projects/{proj}/detections as an array of objects with `image_id`.
            Source: learning_loop_node 0.7.10, trainer/trainer.py; learning_loop_node 0.27.0, trainer/io_helpers.py

            TRN-WK-32 SHOULD client
            Versions: 0.10.1 or later
            At most 100 objects are in one POST of detections.
            Source: learning_loop_node 0.27.0, trainer/io_helpers.py

            TRN-WK-33 SHOULD client
            Versions: 0.7.38 or later
            No empty array of detections is sent.
            Source: learning_loop_node 0.8.8, trainer/trainer_logic.py; learning_loop_node 0.27.0, trainer/io_helpers.py

            TRN-WK-34 SHOULD client
            Versions: 0.7.38 or later
            Detections that are not answered with 200 are sent again.
            Source: learning_loop_node 0.8.8, trainer/trainer_logic.py; learning_loop_node 0.27.0, trainer/io_helpers.py

            TRN-WK-35 SHOULD client
            Versions: 0.26.0 or later
            A state that fails is tried again after 5 seconds, then after twice as long each time, up to 300 seconds.
            Source: learning_loop_node 0.27.0, trainer/trainer_logic_generic.py

            TRN-WK-36 MUST client
            Versions: 0.7.38 or later
            A trainer that was ended during a training goes on with it after its start, from the last state that was
            finished.
            Source: learning_loop_node 0.8.8, trainer/trainer_logic.py; learning_loop_node 0.27.0,
                trainer/trainer_logic_generic.py

            TRN-WK-37 SHOULD client
            Versions: 0.7.38 or later
            A trainer that goes on does not upload formats again that were uploaded.
            Source: learning_loop_node 0.8.8, trainer/io_helpers.py; learning_loop_node 0.27.0,
                trainer/trainer_logic_generic.py

            TRN-WK-38 MUST client
            Versions: 0.10.0 or later
            A trainer that goes on with a training sends no status idle before.
            Source: learning_loop_node 0.10.17, trainer/trainer_node.py; learning_loop_node 0.27.0,
                trainer/trainer_node.py

            TRN-WK-39 SHOULD client
            Versions: 0.8.4 or later
            Without `KEEP_OLD_TRAININGS` a new training deletes what earlier ones of the project left.
            Source: learning_loop_node 0.8.8, trainer/trainer_logic.py; learning_loop_node 0.27.0,
                trainer/trainer_logic_generic.py
            """#)
}
