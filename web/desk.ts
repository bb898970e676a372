import { html, LitElement } from "lit";

/** `<tokeru-desk>`: the page of those who answer in person. */
class TokeruDesk extends LitElement {
  override render() {
    return html`<h1>相談デスク</h1>`;
  }
}

customElements.define("tokeru-desk", TokeruDesk);
