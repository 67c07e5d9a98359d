// Records with the microphone of the telephone, for ten seconds at most, and lets one listen before sending. The microphone is asked for at a touch, never before.
// Without this file, or without a microphone, a recording is chosen among the files.
function start(place) {
  const part = (name) => place.querySelector(`[data-${name}]`);
  const words = (of) => part("words").content.querySelector(`[data-of="${of}"]`).textContent;
  const [record, stop, left, said, heard] = ["record", "stop", "left", "said", "heard"].map(part);
  const input = place.querySelector("input[type=file]");

  // A hammer is the very noise that telephones take away.
  const plain = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };

  function swap(isRecording) {
    stop.hidden = !isRecording;
    record.hidden = isRecording;
    (isRecording ? stop : record).focus();
  }

  function keep(parts, type) {
    const file = new File(parts, type.includes("mp4") ? "son.m4a" : "son.webm", { type });
    const held = new DataTransfer();
    held.items.add(file);
    input.files = held.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    said.textContent = words("done");
    record.textContent = words("again");
  }

  record.addEventListener("click", async () => {
    heard.pause();
    said.textContent = words("asks");
    const stream = await navigator.mediaDevices.getUserMedia({ audio: plain }).catch(() => null);
    if (!stream) {
      said.textContent = words("refused");
      return;
    }
    const recorder = new MediaRecorder(stream);
    const parts = [];
    let seconds = Number(place.dataset.seconds);
    const count = () => {
      left.textContent = seconds;
      if (seconds-- === 0) recorder.stop();
    };
    const clock = setInterval(count, 1000);
    const end = () => recorder.state === "recording" && recorder.stop();
    recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
    recorder.addEventListener("stop", () => {
      clearInterval(clock);
      stop.removeEventListener("click", end);
      for (const track of stream.getTracks()) track.stop();
      swap(false);
      keep(parts, recorder.mimeType);
    });
    stop.addEventListener("click", end);
    recorder.start();
    count();
    swap(true);
    said.textContent = words("records");
  });

  input.addEventListener("change", () => {
    URL.revokeObjectURL(heard.src);
    heard.hidden = !input.files.length;
    if (input.files.length) heard.src = URL.createObjectURL(input.files[0]);
  });
  part("here").hidden = !(navigator.mediaDevices && window.MediaRecorder);
}

for (const place of document.querySelectorAll("[data-recorder]")) start(place);
