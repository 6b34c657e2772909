export default {
  input: process.env.API_DOCUMENT,
  output: "./hey_api",
  plugins: [
    "@hey-api/client-fetch",
    "@hey-api/typescript",
    "@hey-api/sdk",
    // Without this the validators refuse an instant with an offset, which our phones send.
    { name: "zod", dates: { offset: true } },
  ],
};
