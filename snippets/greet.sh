docker run greet
