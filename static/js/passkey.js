// Asks this device for its passkey and sends what it answers. Without this file, or where there is no passkey, the application's code remains.
const button = document.querySelector("[data-passkey]");
const failed = document.querySelector("[data-passkey-failed]");
if (button && window.PublicKeyCredential && window.webauthnJSON) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const form = document.querySelector("[data-passkey-form]");
    const options = JSON.parse(document.getElementById("passkey-options").textContent);
    failed.hidden = true;
    try {
      const answer = await window.webauthnJSON[button.dataset.passkey](options);
      form.elements.credential.value = JSON.stringify(answer);
      form.submit();
    } catch {
      failed.hidden = false; // refused, given up, or an address without a certificate
      failed.focus();
    }
  });
}
