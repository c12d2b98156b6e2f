extension Section {
    static let loopAuthentication = Section(
        number: 19, title: "Loop: authentication", subject: .loop,
        text: #"""
            LOOP-AU-01 MUST server
            Versions: 0.1.4 or earlier
            A REST request with the user's name and password as HTTP Basic credentials is accepted.
            Source: learning_loop_node 0.1.1, node.py

            LOOP-AU-02 MUST server
            Versions: 0.1.5 to 0.7.52
            POST /api/token takes `username` and `password` as application/x-www-form-urlencoded.
            Source: learning_loop_node 0.2.10, loop.py; learning_loop_node 0.2.10 to 0.7.10, observed

            LOOP-AU-03 MUST server
            Versions: 0.1.5 to 0.7.52
            The answer to POST /api/token has `access_token`, a string.
            Source: learning_loop_node 0.2.10, loop.py; learning_loop_node 0.7.30, loop.py

            LOOP-AU-04 MUST server
            Versions: 0.1.5 to 0.7.52
            The answer to POST /api/token has `expires`, a number of seconds since 1970 in UTC.
            Source: learning_loop_node 0.2.10, loop.py; learning_loop_node 0.7.30, loop.py

            LOOP-AU-05 MUST server
            Versions: 0.1.5 to 0.7.52
            The answer to POST /api/token has a Date field that can be parsed.
            Source: learning_loop_node 0.7.30, loop.py

            LOOP-AU-06 SHOULD server
            Versions: 0.1.5 to 0.7.52
            POST /api/token with a wrong password is not answered with a status of the 200s.
            Source: learning_loop_node 0.7.30, loop.py

            LOOP-AU-07 MUST server
            Versions: 0.1.5 to 0.7.52
            A REST request with `Authorization: Bearer` and a token that the Loop gave out is accepted.
            Source: learning_loop_node 0.2.10, loop.py; learning_loop_node 0.7.30, loop.py

            LOOP-AU-08 SHOULD server
            Versions: 0.2.0 to 0.7.52
            A token is accepted as long as the node that got it runs, because a node fetches only one.
            Source: learning_loop_node 0.7.30, loop.py, inconsistent

            LOOP-AU-09 MUST server
            Versions: 0.7.53 or later
            POST /api/login takes `username` and `password` as application/x-www-form-urlencoded.
            Source: learning_loop_node 0.27.0, loop_communication.py; learning_loop_node 0.7.53 to 0.27.0, observed

            LOOP-AU-10 SHOULD server
            Versions: 0.7.53 or later
            POST /api/login takes `username` and `password` as multipart/form-data.
            Source: yolov5_node 080e388, trainer/tests/connectiontest.py

            LOOP-AU-11 MUST server
            Versions: 0.7.53 or later
            A login that succeeds is answered with exactly 200.
            Source: learning_loop_node 0.7.53, loop.py; learning_loop_node 0.27.0, loop_communication.py

            LOOP-AU-12 MUST server
            Versions: 0.7.53 or later
            A login that succeeds sets at least one cookie.
            Source: learning_loop_node 0.7.53, loop.py; learning_loop_node 0.27.0, loop_communication.py

            LOOP-AU-13 SHOULD server
            Versions: 0.7.53 or later
            POST /api/login with a wrong password is not answered with 200.
            Source: learning_loop_node 0.27.0, loop_communication.py, inferred

            LOOP-AU-14 MUST server
            Versions: 0.7.53 or later
            A REST request with the cookies of a login is accepted.
            Source: learning_loop_node 0.27.0, loop_communication.py; learning_loop_node 0.7.53 to 0.27.0, observed

            LOOP-AU-15 MUST server
            Versions: 0.7.53 or later
            The cookies of a login over http do not have the attribute Secure.
            Source: learning_loop_node 0.27.0, loop_communication.py, inferred

            LOOP-AU-16 MUST server
            Versions: 0.7.53 or later
            The Path of the cookies of a login covers everything below `/api`.
            Source: learning_loop_node 0.27.0, loop_communication.py, inferred

            LOOP-AU-17 MUST server
            Versions: 0.10.0 or later
            A login leaves earlier logins of the same user valid.
            Source: learning_loop_node 0.27.0, node.py; learning_loop_node 0.27.0, observed

            LOOP-AU-18 MUST server
            Versions: 0.16.0 or later
            POST /api/login with an empty user name and an empty password succeeds.
            Source: learning_loop_node 0.27.0, detector/detector_node.py and README.md, inconsistent; learning_loop_node
                0.16.0 to 0.27.0, observed

            LOOP-AU-19 SHOULD server
            Versions: 0.10.0 or later
            A request that needs a login and has no valid one is answered with 401.
            Source: learning_loop_node 0.10.17, loop_communication.py, inferred

            LOOP-AU-20 MUST server
            Versions: 0.8.4 or later
            POST /api/logout is answered with exactly 200.
            Source: learning_loop_node 0.8.8, loop_communication.py; learning_loop_node 0.27.0, loop_communication.py

            LOOP-AU-21 MUST server
            Versions: 0.7.53 or later
            GET /api/status is answered without a login.
            Source: learning_loop_node 0.7.53, loop.py; learning_loop_node 0.27.0, loop_communication.py

            LOOP-AU-22 MUST server
            Versions: 0.7.53 or later
            GET /api/status is answered with exactly 200 when the Loop is ready.
            Source: learning_loop_node 0.7.53, loop.py; learning_loop_node 0.27.0, loop_communication.py

            LOOP-AU-23 MUST server
            Versions: 0.6.3 or later
            An upload of images by a detector is accepted without credentials.
            Source: learning_loop_node 0.6.9, detector/outbox.py; learning_loop_node 0.27.0, detector/outbox.py;
                learning_loop_node 0.8.8 to 0.27.0, observed

            LOOP-AU-24 MUST server
            Versions: 0.7.56 or later
            The download of a model is answered without credentials.
            Source: learning_loop_node 0.27.0, data_exchanger.py

            LOOP-AU-25 MUST server
            Versions: 0.1.4 or earlier
            A Socket.IO handshake with HTTP Basic credentials is accepted.
            Source: learning_loop_node 0.1.1, node.py

            LOOP-AU-26 MUST server
            Versions: 0.1.9 to 0.7.52
            A Socket.IO handshake with `Authorization: Bearer` and a token of the Loop is accepted.
            Source: learning_loop_node 0.2.10, node.py; learning_loop_node 0.7.30, node.py

            LOOP-AU-27 MUST server
            Versions: 0.7.53 or later
            A Socket.IO handshake with the cookies of a login is accepted.
            Source: learning_loop_node 0.7.53, node.py; learning_loop_node 0.27.0, node.py; learning_loop_node 0.7.53 to
                0.27.0, observed

            LOOP-AU-28 MUST server
            Versions: 0.7.56 to 0.15.0
            A Socket.IO handshake of a detector is accepted without credentials.
            Source: learning_loop_node 0.8.8, detector/detector_node.py; learning_loop_node 0.10.17, node.py
            """#)
}
