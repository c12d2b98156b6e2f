extension Section {
    static let loopHTTP = Section(
        number: 18, title: "Loop: HTTP", subject: .loop,
        text: #"""
            LOOP-HT-01 MUST server
            Every REST path of a Loop begins with `/api`.
            Source: learning_loop_node 0.27.0, loop_communication.py; learning_loop_node 0.2.10, loop.py

            LOOP-HT-02 MUST server
            Versions: 0.2.0 to 0.7.52
            A Loop under any other host name than exactly `backend` speaks https, also with a port in its address.
            Source: learning_loop_node 0.2.10, loop.py; learning_loop_node 0.7.30, loop.py

            LOOP-HT-03 MUST server
            Versions: 0.2.0 to 0.7.52
            A Loop under the host name `backend` speaks http on port 80.
            Source: learning_loop_node 0.2.10, loop.py; learning_loop_node 0.7.30, loop.py

            LOOP-HT-04 MUST server
            Versions: 0.7.53 or later
            A Loop whose host name contains `learning-loop.ai` speaks https.
            Source: learning_loop_node 0.7.53, loop.py; learning_loop_node 0.27.0, loop_communication.py

            LOOP-HT-05 MUST server
            Versions: 0.7.53 or later
            A Loop whose host name does not contain `learning-loop.ai` speaks http.
            Source: learning_loop_node 0.7.53, loop.py; learning_loop_node 0.27.0, loop_communication.py;
                learning_loop_node 0.7.53 to 0.27.0, observed

            LOOP-HT-06 MUST server
            Versions: 0.7.53 or later
            A request is answered under its own path, not with a redirect.
            Source: learning_loop_node 0.27.0, loop_communication.py, inferred

            LOOP-HT-07 SHOULD server
            Versions: 0.7.53
            A path that begins with `/api//` is answered as if the second slash were not there.
            Source: learning_loop_node 0.7.53, conftest.py, observed

            LOOP-HT-08 MUST server
            Versions: 0.7.53 to 0.7.54
            The answer to a request begins within 5 seconds.
            Source: learning_loop_node 0.7.53, loop.py

            LOOP-HT-09 MUST server
            Versions: 0.7.55 or later
            The answer to a request begins within 60 seconds, that to the download of a large model too.
            Source: learning_loop_node 0.7.56, loop.py; learning_loop_node 0.27.0, loop_communication.py, inconsistent
            """#)
}
