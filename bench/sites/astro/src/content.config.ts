import { defineCollection } from "astro:content";
import { glob } from "astro/loaders";
import { z } from "astro/zod";

const schema = z.object({ title: z.string(), description: z.string(), weight: z.number() });

export const collections = {
  lessons: defineCollection({ loader: glob({ pattern: "*/l*.md", base: "./content" }), schema }),
  courses: defineCollection({
    loader: glob({ pattern: "*/index.md", base: "./content", generateId: ({ entry }) => entry.split("/")[0] }),
    schema,
  }),
};
