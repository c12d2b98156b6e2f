extension Section {
    static let trainerCommands = Section(
        number: 35, title: "Trainer: beginning and ending a training", subject: .trainer,
        text: #"""
            TRN-CM-01 MUST client
            `begin_training` makes an idle trainer begin a training of that organization and project.
            Source: learning_loop_node 0.2.10, trainer/trainer_node.py; learning_loop_node 0.27.0,
                trainer/trainer_node.py

            TRN-CM-02 MUST client
            Versions: 0.7.0 or earlier
            `begin_training` that was accepted is acknowledged with `true`.
            Source: learning_loop_node 0.2.10, trainer/trainer_node.py; learning_loop_node 0.2.10, observed

            TRN-CM-03 MUST client
            Versions: 0.7.1 or later
            `begin_training` that was accepted is acknowledged with an object whose `success` is true.
            Source: learning_loop_node 0.7.10, socket_response.py; learning_loop_node 0.27.0, trainer/trainer_node.py;
                learning_loop_node 0.7.10 to 0.27.0, observed

            TRN-CM-04 MUST client
            Versions: 0.10.0 or later
            `begin_training` whose details cannot be used is acknowledged with `success` false and an `error_msg`.
            Source: learning_loop_node 0.10.17, trainer/trainer_node.py; learning_loop_node 0.27.0,
                data_classes/training.py; learning_loop_node 0.27.0, observed

            TRN-CM-05 MUST client
            Versions: 0.12.0 or later
            Details without `hyperparameters`, `categories`, `training_number` or `model_variant` cannot be used.
            Source: learning_loop_node 0.12.1, data_classes/training.py; learning_loop_node 0.27.0,
                data_classes/training.py; learning_loop_node 0.27.0, observed

            TRN-CM-06 SHOULD client
            Details with members that the trainer does not know are accepted.
            Source: learning_loop_node 0.7.10, trainer/trainer.py; learning_loop_node 0.27.0, data_classes/training.py

            TRN-CM-07 MUST client
            Versions: 0.25.0 or later
            `begin_training` during a training is acknowledged with `success` false and the payload refused.
            Source: learning_loop_node 0.27.0, trainer/trainer_node.py; learning_loop_node 0.27.0, observed

            TRN-CM-08 MUST client
            Versions: 0.25.0 or later
            `begin_training` that is refused leaves the training that there is as it was.
            Source: learning_loop_node 0.27.0, trainer/trainer_logic_generic.py

            TRN-CM-09 MUST client
            Versions: 0.25.0 or later
            `begin_training` while a sibling has the training slot is acknowledged with `success` false and the payload
            refused.
            Source: learning_loop_node 0.27.0, trainer/trainer_logic_generic.py

            TRN-CM-10 MUST client
            Versions: 0.11.1 or earlier
            A training whose `id` is a UUID continues that model, downloaded in the trainer's own format.
            Source: learning_loop_node 0.7.10, trainer/trainer.py; learning_loop_node 0.10.17,
                trainer/trainer_logic_generic.py

            TRN-CM-11 MUST client
            Versions: 0.7.3 to 0.11.1
            A training whose `id` is no UUID begins with the pretrained model of that name.
            Source: learning_loop_node 0.7.10, trainer/trainer.py; learning_loop_node 0.10.17, trainer/trainer_logic.py

            TRN-CM-12 MUST client
            Versions: 0.12.0 or later
            A training with a UUID as `base_model_uuid` continues that model, downloaded in the trainer's own format.
            Source: learning_loop_node 0.27.0, trainer/trainer_logic_generic.py

            TRN-CM-13 MUST client
            Versions: 0.12.0 or later
            A training without `base_model_uuid` begins from scratch with the `model_variant`.
            Source: learning_loop_node 0.27.0, trainer/trainer_logic.py

            TRN-CM-14 SHOULD client
            Versions: 0.12.0 or later
            A training whose `base_model_uuid` is no UUID begins from scratch as well.
            Source: learning_loop_node 0.27.0, trainer/trainer_logic_generic.py

            TRN-CM-15 MUST client
            `stop_training` ends a training that runs.
            Source: learning_loop_node 0.2.10, trainer/trainer_node.py; learning_loop_node 0.27.0,
                trainer/trainer_logic.py; learning_loop_node 0.7.10 to 0.10.17, observed

            TRN-CM-16 MUST client
            Versions: 0.7.7 or later
            A training that was stopped while it ran uploads the model that it has.
            Source: learning_loop_node 0.7.15, trainer/trainer_node.py; learning_loop_node 0.27.0,
                trainer/trainer_logic.py

            TRN-CM-17 SHOULD client
            Versions: 0.7.7 or later
            `stop_training` is acknowledged with `success` true, whatever the state.
            Source: learning_loop_node 0.7.15, trainer/trainer_node.py; learning_loop_node 0.27.0,
                trainer/trainer_node.py

            TRN-CM-18 SHOULD client
            Versions: 0.27.0 or later
            `stop_training` in any state but running changes nothing.
            Source: learning_loop_node 0.27.0, trainer/trainer_logic_generic.py

            TRN-CM-19 MUST client
            Versions: 0.20.0 or later
            `abort_training` ends a training in any state.
            Source: learning_loop_node 0.20.1, trainer/trainer_logic_generic.py; learning_loop_node 0.27.0,
                trainer/trainer_logic_generic.py

            TRN-CM-20 MUST client
            Versions: 0.20.0 or later
            A training that was aborted uploads nothing.
            Source: learning_loop_node 0.20.1, trainer/trainer_logic_generic.py; learning_loop_node 0.27.0,
                trainer/trainer_logic_generic.py

            TRN-CM-21 SHOULD client
            Versions: 0.20.0 or later
            `abort_training` is acknowledged with `success` true, also without a training.
            Source: learning_loop_node 0.20.1, trainer/trainer_node.py; learning_loop_node 0.27.0,
                trainer/trainer_node.py

            TRN-CM-22 MUST client
            Versions: 0.7.4 or earlier
            `save` is acknowledged with `true` at once.
            Source: learning_loop_node 0.2.10, trainer/trainer_node.py; learning_loop_node 0.7.4,
                trainer/trainer_node.py

            TRN-CM-23 MUST client
            Versions: 0.7.4 or earlier
            `save` is followed by PUT of the files of that model.
            Source: learning_loop_node 0.2.10, trainer/trainer_node.py; learning_loop_node 0.7.4,
                trainer/trainer_node.py

            TRN-CM-24 SHOULD client
            Versions: 0.8.4 or later
            With `RESTART_AFTER_TRAINING` the trainer ends with code 0 after a training.
            Source: learning_loop_node 0.8.8, trainer/trainer_logic.py; learning_loop_node 0.27.0,
                trainer/trainer_logic_generic.py

            TRN-CM-25 SHOULD client
            Versions: 0.10.11 or later
            With `TRAINER_IDLE_TIMEOUT_SEC` the trainer ends with code 0 after that time without a training.
            Source: learning_loop_node 0.10.17, trainer/trainer_node.py; learning_loop_node 0.27.0,
                trainer/trainer_node.py

            TRN-CM-26 SHOULD server
            Versions: 0.7.38 or later
            POST /kill_training_process is answered with 409 while no training process runs.
            Source: learning_loop_node 0.8.8, trainer/rest/backdoor_controls.py; learning_loop_node 0.27.0,
                trainer/rest/backdoor_controls.py
            """#)
}
