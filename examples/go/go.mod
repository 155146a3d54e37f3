module partyline.example/router

go 1.19
