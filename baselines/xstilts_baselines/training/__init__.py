"""Training with transformers' Trainer: tokenizer, pre-training of the miniature, fine-tuning."""
