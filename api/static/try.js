// No validator badge: it would send the address of this archive to a server on the internet.
SwaggerUIBundle({
  url: document.getElementById("workbench").dataset.document,
  dom_id: "#workbench",
  deepLinking: true,
  validatorUrl: null,
  defaultModelsExpandDepth: -1,
  displayRequestDuration: true,
});
