import "@angular/compiler"; // compiles the templates in the browser; the Angular CLI does it at build time and needs no such line
import { bootstrapApplication } from "@angular/platform-browser";
import { configure } from "turnout-kit";
import { AuctionComponent } from "./auction.component.js";

configure({ server: "http://localhost:8081" });

bootstrapApplication(AuctionComponent).catch((error: unknown) => console.error(error));
