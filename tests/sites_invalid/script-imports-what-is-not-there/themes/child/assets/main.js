import { a } from "./nowhere.js";
a();
