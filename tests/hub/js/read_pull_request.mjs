// Reads the README.md of the first pull request with the official JavaScript client, and prints it as it is.

import { downloadFile } from "@huggingface/hub";

const file = await downloadFile({
  hubUrl: process.env.HF_ENDPOINT,
  repo: process.env.REPO,
  revision: "refs/pr/1",
  path: "README.md",
});
process.stdout.write(Buffer.from(await file.arrayBuffer()));
