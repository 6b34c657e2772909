const input = process.env.API_DOCUMENT;

export default {
  api: {
    input,
    output: { target: "./orval/api.ts", client: "fetch", baseUrl: process.env.API_URL },
  },
  zod: {
    input,
    output: {
      target: "./orval/zod.ts",
      client: "zod",
      // Without this the validators refuse an instant with an offset, which our phones send.
      override: { zod: { dateTimeOptions: { offset: true } } },
    },
  },
};
