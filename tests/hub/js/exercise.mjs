// Uses the official JavaScript client against the Hub at HF_ENDPOINT and prints what it saw as JSON.

import {
  commit,
  countCommits,
  createRepo,
  datasetInfo,
  deleteRepo,
  downloadFile,
  listCommits,
  listFiles,
  listModels,
  modelInfo,
  pathsInfo,
  uploadFile,
  whoAmI,
} from "@huggingface/hub";

const hubUrl = process.env.HF_ENDPOINT;
const accessToken = process.env.HF_TOKEN;
const repo = "user/voices";
const common = { hubUrl, accessToken, repo };
const utf8 = (text) => new Blob([text]);
const seen = {};

async function all(generator) {
  const items = [];
  for await (const item of generator) items.push(item);
  return items;
}

async function refused(promise) {
  try {
    await promise;
    return null;
  } catch (error) {
    return { status: error.statusCode, message: error.message.split("\n")[0] };
  }
}

const file = async (options) => (await downloadFile({ ...common, path: "README.md", ...options })).text();
const head = async () => (await modelInfo({ hubUrl, name: repo, additionalFields: ["sha"] })).sha;

seen.me = (await whoAmI({ hubUrl, accessToken })).name;
seen.model = await modelInfo({
  hubUrl,
  name: repo,
  additionalFields: ["cardData", "library_name", "tags", "filePaths", "safetensors"],
});
seen.dataset = (await datasetInfo({ hubUrl, name: repo, additionalFields: ["tags"] })).tags;
seen.models = (await all(listModels({ hubUrl, search: { query: "VOI", tags: ["license:mit"] } }))).map((m) => m.name);
seen.readme = await file();
seen.files = (await all(listFiles({ ...common, recursive: true }))).map((f) => f.path);
seen.paths = (await pathsInfo({ ...common, paths: ["README.md", "none"] })).map((p) => p.path);
seen.missing = await downloadFile({ ...common, path: "none.txt" });

const parentCommit = await head();
const operations = [{ operation: "addOrUpdate", path: "README.md", content: utf8(process.env.NEW_README) }];
const opened = await commit({ ...common, title: "Fill the gaps", operations, isPullRequest: true, parentCommit });
seen.pullRequest = opened.pullRequestUrl;
seen.proposed = await file({ revision: "refs/pr/1" });
seen.untouched = await file();

const pushed = await commit({ ...common, title: "Straight away", description: "why", operations, parentCommit });
seen.pushed = [pushed.commit.oid === (await head()), pushed.commit.url];
seen.stale = await refused(commit({ ...common, title: "Too late", operations, parentCommit }));
seen.invalid = await refused(uploadFile({ ...common, file: { path: "README.md", content: utf8("---\nwidget: 1\n---\n") } }));
seen.nothing = await refused(modelInfo({ hubUrl, accessToken, name: "user/none" }));

await uploadFile({ ...common, useXet: false, file: { path: "weights.bin", content: utf8("0123456789") } });
seen.large = await (await downloadFile({ ...common, path: "weights.bin", xet: false })).slice(2, 5).text();
seen.commits = (await all(listCommits(common))).map((c) => c.title);
seen.count = await countCommits(common);

seen.created = (await createRepo({ hubUrl, accessToken, repo: "user/fresh" })).repoUrl;
await deleteRepo({ hubUrl, accessToken, repo: "user/fresh" });
seen.deleted = (await refused(modelInfo({ hubUrl, accessToken, name: "user/fresh" }))).status;

console.log(JSON.stringify(seen));
