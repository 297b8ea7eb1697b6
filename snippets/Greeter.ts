export class Greeter {
  constructor(readonly name = 'world') {}
  greet() {
    return `Hello, ${this.name}!`
  }
}
