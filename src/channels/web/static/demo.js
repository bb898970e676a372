/** Another product on the made-up city's page: a survey that sits in the corner. It makes no markup from strings. */
class Survey extends HTMLElement {
  connectedCallback() {
    const link = document.createElement("a");
    link.href = "#living";
    link.textContent = "アンケート";
    this.replaceChildren(link);
  }
}

customElements.define("asagiri-survey", Survey);
